package io.espalier.models.dl4j;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets DL4J's convolution and batch normalisation run in oneDNN, which DL4J 1.0.0-M2.1 has on board but never uses.
 *
 * <p>Two steps: {@link #enable()} before a network is made, {@link #configure(ComputationGraph)} after its {@code init()}. DL4J gives a
 * layer its oneDNN code when the layer is constructed; {@code configure} takes it away again from every kind of layer for which no test
 * shows that outputs and gradients equal the built-in path's. Where oneDNN is not to be had everything works as before, only slower, and
 * {@link #status()} says why.
 */
public final class OneDnnBridge {

    /** DL4J reads it whenever it constructs a layer, and takes "true" if it is absent. */
    static final String DL4J_PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";

    /** Set to {@code false} to train on DL4J's built-in path. */
    public static final String PROPERTY = "espalier.onednn";

    private static final Logger LOG = LoggerFactory.getLogger(OneDnnBridge.class);

    private OneDnnBridge() {}

    /** Whether layers made from now on may use oneDNN. */
    public enum State {
        /** They may. */
        ACTIVE,
        /** {@link #enable()} has not been called. */
        NOT_ENABLED,
        /** The user does not want it. */
        SWITCHED_OFF,
        /** ND4J's native library of this platform is built without it, or is not a CPU library. */
        NOT_IN_THIS_BUILD,
        /** DL4J still refuses, although the library has it: a release this bridge was not written for. */
        REFUSED
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

    /** Where the answer is kept for the life of the process: the property that DL4J reads is as global. */
    private static final class Holder {
        private static Status status = new Status(State.NOT_ENABLED, "OneDnnBridge.enable() has not been called");
    }

    /**
     * Makes DL4J use oneDNN in the layers it constructs from now on. Calling it again changes nothing.
     *
     * @return what came of it; anything but {@link State#ACTIVE} was also logged as a warning, once, except that the user's own wish is not
     */
    public static synchronized Status enable() {
        if (Holder.status.state() == State.NOT_ENABLED) {
            Holder.status = probe();
            if (Holder.status.active()) {
                System.setProperty(DL4J_PROPERTY, "false");
            } else if (Holder.status.state() != State.SWITCHED_OFF) {
                LOG.warn("DL4J trains on its built-in path, which is slower: {}", Holder.status.reason());
            }
        }
        return Holder.status;
    }

    /** What {@link #enable()} found. */
    public static synchronized Status status() {
        return Holder.status;
    }

    /**
     * Takes oneDNN away from every layer of an initialised network for which it is not proved equal to the built-in path. To be called
     * once after {@code init()}, and again after loading or cloning.
     *
     * @return the names of the layers that run in oneDNN, in the network's order; empty if the bridge is not active
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
            if (layer instanceof BaseWrapperLayer wrapper) {
                removeHelper(wrapper.getUnderlying());
            } else if (layer.getHelper() != null) {
                if (OneDnnProof.covers(layer)) {
                    accelerated.add(layer.conf().getLayer().getLayerName());
                } else {
                    removeHelper(layer);
                }
            }
        }
        return List.copyOf(accelerated);
    }

    /** DL4J has no setter: its layers look at their {@code helper} field and take the built-in path if it is null. */
    static void removeHelper(Layer layer) {
        if (layer.getHelper() == null) {
            return;
        }
        for (Class<?> type = layer.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals("helper")) {
                    clear(field, layer);
                    return;
                }
            }
        }
        throw new IllegalStateException(
                "no field 'helper' in " + layer.getClass().getName());
    }

    private static void clear(Field field, Layer layer) {
        try {
            field.setAccessible(true);
            field.set(layer, null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot write " + field, e);
        }
    }

    private static Status probe() {
        if ("false".equalsIgnoreCase(System.getProperty(PROPERTY))) {
            return new Status(State.SWITCHED_OFF, PROPERTY + "=false");
        }
        if ("true".equalsIgnoreCase(System.getProperty(DL4J_PROPERTY))) {
            return new Status(State.SWITCHED_OFF, DL4J_PROPERTY + "=true");
        }
        try {
            Nd4j.getBackend(); // the holder below is empty until ND4J has chosen its backend
            String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
            if (!build.toLowerCase(Locale.ROOT).contains("onednn")) {
                return new Status(State.NOT_IN_THIS_BUILD, "ND4J's native library is built without oneDNN");
            }
            return BaseMKLDNNHelper.mklDnnEnabled()
                    ? new Status(State.ACTIVE, "DL4J runs convolution and batch normalisation in oneDNN")
                    : new Status(State.REFUSED, "DL4J found no usable oneDNN in ND4J's native library");
        } catch (LinkageError e) {
            return new Status(State.NOT_IN_THIS_BUILD, "ND4J's CPU library does not load: " + e);
        }
    }
}
