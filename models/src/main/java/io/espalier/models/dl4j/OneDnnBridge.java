package io.espalier.models.dl4j;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets DL4J's convolution and batch normalisation run in oneDNN, which DL4J 1.0.0-M2.1 has on board but never uses.
 *
 * <p>DL4J asks for oneDNN at a class name that moved in that very release, gets no answer and falls back to im2col, an order of magnitude
 * slower. Were it answered, every layer would get oneDNN, and some of them would compute nonsense. So the bridge does not open that door.
 * {@link #enable()} finds out whether oneDNN is there, and {@link #configure(ComputationGraph)} hands it to the layers of one network for
 * which {@link OneDnnSupport} names a proof; all others stay as DL4J made them. docs/adr/0002-onednn-bridge.md has the reasons.
 */
public final class OneDnnBridge {

    /** Set to {@code false} to train on DL4J's built-in path. */
    public static final String PROPERTY = "espalier.onednn";

    private static final Logger LOG = LoggerFactory.getLogger(OneDnnBridge.class);

    private OneDnnBridge() {}

    /** Whether networks may be given oneDNN. */
    public enum State {
        /** They may. */
        ACTIVE,
        /** {@link #enable()} has not been called. */
        NOT_ENABLED,
        /** The user does not want it. */
        SWITCHED_OFF,
        /** ND4J's native library of this platform is built without it, or is not a CPU library. */
        NOT_IN_THIS_BUILD
    }

    /**
     * What came of {@link #enable()}.
     *
     * @param reason one line for a log or a report, never empty
     */
    public record Status(State state, String reason) {

        public boolean active() {
            return state == State.ACTIVE;
        }
    }

    /** Kept for the life of the process, as the native library is. */
    private static final class Found {
        private static Status status = new Status(State.NOT_ENABLED, "OneDnnBridge.enable() has not been called");
    }

    /**
     * Finds out whether oneDNN can be used. Calling it again changes nothing.
     *
     * @return what was found; that oneDNN is missing is also logged as a warning, once
     */
    public static synchronized Status enable() {
        if (Found.status.state() == State.NOT_ENABLED) {
            Found.status = probe();
            if (Found.status.state() == State.NOT_IN_THIS_BUILD) {
                LOG.warn("DL4J trains on its built-in path, which is slower: {}", Found.status.reason());
            }
        }
        return Found.status;
    }

    /** What {@link #enable()} found. */
    public static synchronized Status status() {
        return Found.status;
    }

    /**
     * Gives oneDNN to every layer of an initialised network for which it is proved equal to the built-in path. To be called once after
     * {@code init()}, and again for a copy: DL4J's {@code clone()} makes new layers.
     *
     * @return the names of the layers that now run in oneDNN, in the network's order; empty if the bridge is not active
     */
    public static List<String> configure(ComputationGraph network) {
        return configure(Arrays.asList(network.getLayers()));
    }

    /** As {@link #configure(ComputationGraph)}. */
    public static List<String> configure(MultiLayerNetwork network) {
        return configure(Arrays.asList(network.getLayers()));
    }

    private static List<String> configure(List<Layer> layers) {
        List<String> accelerated = new ArrayList<>();
        for (Layer layer : layers) {
            // A wrapper freezes or repeats its layer, which nothing proves; what DL4J itself may have put there goes as
            // well.
            LayerHelper helper =
                    status().active() && !(layer instanceof BaseWrapperLayer) ? OneDnnSupport.helperFor(layer) : null;
            setHelper(layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer, helper);
            if (helper != null) {
                accelerated.add(layer.conf().getLayer().getLayerName());
            }
        }
        return List.copyOf(accelerated);
    }

    /** DL4J has no setter: its layers look at their {@code helper} field and take the built-in path if it is null. */
    static void setHelper(Layer layer, @Nullable LayerHelper helper) {
        if (helper == null && layer.getHelper() == null) {
            return;
        }
        for (Class<?> type = layer.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals("helper")) {
                    set(field, layer, helper);
                    return;
                }
            }
        }
        throw new IllegalStateException(
                "no field 'helper' in " + layer.getClass().getName());
    }

    private static void set(Field field, Layer layer, @Nullable LayerHelper helper) {
        try {
            field.setAccessible(true);
            field.set(layer, helper);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot write " + field, e);
        }
    }

    /** What {@link #enable()} would find in a new process. */
    static Status probe() {
        if ("false".equalsIgnoreCase(System.getProperty(PROPERTY))) {
            return new Status(State.SWITCHED_OFF, PROPERTY + "=false");
        }
        Nd4j.getBackend(); // the holder below is empty until ND4J has chosen its backend
        String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
        if (!build.toLowerCase(Locale.ROOT).contains("onednn")) {
            return new Status(State.NOT_IN_THIS_BUILD, "ND4J's native library is built without oneDNN");
        }
        try {
            return Nd4jCpu.Environment.getInstance().isUseONEDNN()
                    ? new Status(State.ACTIVE, "DL4J runs convolution and batch normalisation in oneDNN")
                    : new Status(State.SWITCHED_OFF, "ND4J's environment has oneDNN switched off");
        } catch (LinkageError e) {
            return new Status(State.NOT_IN_THIS_BUILD, "ND4J's CPU library does not load: " + e);
        }
    }
}
