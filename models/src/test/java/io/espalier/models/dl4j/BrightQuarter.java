package io.espalier.models.dl4j;

import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.random.RandomKey;
import io.espalier.models.zoo.HeInitialiser;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** A problem that a small network learns in seconds: which quarter of a noisy two-channel image is brighter. */
final class BrightQuarter {

    static final TensorShape SHAPE = TensorShape.image(2, 8, 6);
    static final Normalisation NORMALISATION = new Normalisation(List.of(0.3, 0.4), List.of(0.2, 0.3));

    private BrightQuarter() {}

    /** On a busy machine two threads wait for each other at every small operation: minutes instead of seconds. */
    static void useOneThread() {
        Nd4j.getEnvironment().setMaxThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    static ImageSet images(int count, long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.quarters").generator();
        byte[] pixels = new byte[count * SHAPE.size()];
        int[] labels = new int[count];
        for (int image = 0; image < count; image++) {
            labels[image] = random.nextInt(4);
            for (int i = 0; i < SHAPE.size(); i++) {
                int y = i % SHAPE.positions() / SHAPE.width();
                int x = i % SHAPE.width();
                boolean bright = 2 * (y / 4) + x / 3 == labels[image];
                pixels[image * SHAPE.size() + i] = (byte) (random.nextInt(120) + (bright ? 40 : 0));
            }
        }
        return ImageSet.of(SHAPE, List.of("0", "1", "2", "3"), pixels, labels);
    }

    /** One residual block with batch norm, pooling and a flattening that depends on the layout. */
    static NetworkGraph network(long seed) {
        return network(seed, Operator.Activation.Function.RELU);
    }

    static NetworkGraph network(long seed, Operator.Activation.Function function) {
        Operator.Activation activation = new Operator.Activation(function);
        GraphBuilder graph =
                new GraphBuilder("quarters", new NetworkGraph.Input("input", SHAPE), new HeInitialiser(seed));
        String x = norm(graph, "stem", graph.add("stem", conv(2, 4), graph.input()), 4);
        x = graph.add("stem.act", activation, x);
        String y = norm(graph, "a", graph.add("a", conv(4, 5), x), 5);
        y = graph.add("a.act", activation, y);
        y = norm(graph, "b", graph.add("b", conv(5, 4), y), 4);
        x = graph.add("sum.act", activation, graph.add("sum", Elementwise.ADD, x, y));
        x = graph.add("pool", new Operator.Pool(Operator.Pool.Kind.AVERAGE, Window.square(2, 2, 0)), x);
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        return graph.build(graph.add("fc", new Operator.Dense(4 * 4 * 3, 4, true), x));
    }

    private static Operator.Conv2d conv(int in, int out) {
        return new Operator.Conv2d(in, out, Window.square(3, 1, 1), 1, false);
    }

    private static String norm(GraphBuilder graph, String name, String x, int channels) {
        return graph.add(name + ".bn", new Operator.BatchNorm(channels, 1e-3), x);
    }
}
