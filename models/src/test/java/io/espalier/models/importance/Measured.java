package io.espalier.models.importance;

import io.espalier.models.coupling.Coupling;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.dl4j.GradientMeasurement;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.random.RandomKey;
import io.espalier.models.reconstruction.GramStatistics;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Evidence about small networks from a few random images. */
final class Measured {

    private static final int IMAGES = 6;

    private static final int ALL_POSITIONS = 1_000;

    private static final Map<String, Evidence> KNOWN = new ConcurrentHashMap<>();

    private Measured() {}

    /** Evidence of this kind, from memory if the same network was asked about before. */
    static Evidence once(NetworkGraph graph, Evidence.Kind kind) {
        return KNOWN.computeIfAbsent(GraphDigest.of(graph) + kind, unseen -> anew(graph, kind));
    }

    static Evidence anew(NetworkGraph graph, Evidence.Kind kind) {
        ImageSet images = images(graph);
        Normalisation normalisation = normalisation(graph);
        INDArray batch = images.batch(0, images.size(), normalisation);
        return of(graph, images, normalisation, batch, kind);
    }

    static Evidence of(
            NetworkGraph graph, ImageSet images, Normalisation normalisation, INDArray batch, Evidence.Kind kind) {
        return switch (kind) {
            case NOTHING -> Evidence.NONE;
            case KEY -> Evidence.NONE.with(RandomKey.of(3, "test.importance"));
            case GRADIENTS -> Evidence.NONE.with(GradientMeasurement.of(graph, images, normalisation, 1));
            case ACTIVATIONS ->
                Evidence.NONE.with(ActivationStatistics.collect(
                        graph,
                        Coupling.groups(graph),
                        any -> ReferenceInterpreter.run(graph, any),
                        List.of(batch).iterator()));
            case MOMENTS ->
                Evidence.NONE.with(GramStatistics.collect(
                        graph,
                        any -> ReferenceInterpreter.run(graph, any),
                        List.of(batch).iterator(),
                        ALL_POSITIONS,
                        RandomKey.of(5, "test.calibration")));
        };
    }

    private static ImageSet images(NetworkGraph graph) {
        RandomGenerator random = RandomKey.of(9, "test.measured").generator();
        byte[] pixels = new byte[IMAGES * graph.input().shape().size()];
        random.nextBytes(pixels);
        int classes = graph.shape(graph.output()).size();
        int[] labels =
                IntStream.range(0, IMAGES).map(image -> random.nextInt(classes)).toArray();
        return ImageSet.of(
                graph.input().shape(),
                IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
                pixels,
                labels);
    }

    private static Normalisation normalisation(NetworkGraph graph) {
        int channels = graph.input().shape().channels();
        return new Normalisation(Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.3));
    }
}
