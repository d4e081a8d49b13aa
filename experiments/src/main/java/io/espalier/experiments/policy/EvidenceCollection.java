package io.espalier.experiments.policy;

import io.espalier.models.data.ImageSet;
import io.espalier.models.dl4j.GradientMeasurement;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.Evidence;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomAdaptor;

/**
 * Measures what a criterion must know of a network, on training images only: activations and moments on the calibration images of the
 * recipe, gradients on images of their own. The same recipe gives the same evidence.
 *
 * @param recovery of the network
 * @param gradientImages whose gradients are measured one by one, at least 1; as many as there are if they are fewer
 */
public record EvidenceCollection(Recovery recovery, int gradientImages) {

    /** Enough where nothing else is said; they are taken one by one, so they cost more than calibration images. */
    public static final int GRADIENT_IMAGES = 512;

    /** @throws IllegalArgumentException if {@code gradientImages} is not positive */
    public EvidenceCollection {
        if (!(gradientImages >= 1)) {
            throw new IllegalArgumentException("gradientImages must be at least 1: " + gradientImages);
        }
    }

    /**
     * Evidence of one kind and nothing else.
     *
     * @throws io.espalier.models.graph.UnsupportedNetworkException if gradients are wanted of a network that DL4J cannot train
     */
    public Evidence of(Evidence.Kind kind) {
        return switch (kind) {
            case NOTHING -> Evidence.NONE;
            case KEY -> Evidence.NONE.with(key("importance"));
            case MOMENTS -> Evidence.NONE.with(recovery.moments());
            case ACTIVATIONS -> Evidence.NONE.with(activations());
            case GRADIENTS ->
                Evidence.NONE.with(GradientMeasurement.of(recovery.unpruned(), drawn(), recovery.normalisation(), 1));
        };
    }

    private ActivationStatistics activations() {
        NetworkGraph graph = recovery.unpruned();
        byte[] tapped = OnnxCodec.toBytes(graph, ActivationStatistics.tensors(graph, recovery.groups()));
        try (OnnxEngine engine = OnnxEngine.open(tapped, EngineSettings.DEFAULTS)) {
            return ActivationStatistics.collect(
                    graph,
                    recovery.groups(),
                    engine::outputs,
                    recovery.calibrationBatches().iterator());
        }
    }

    private ImageSet drawn() {
        ImageSet train = recovery.splits().train();
        List<Integer> indices =
                new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
        Random random = RandomAdaptor.createAdaptor(key("importance.gradients").generator());
        Collections.shuffle(indices, random);
        return train.select(indices.subList(0, Math.min(gradientImages, train.size())));
    }

    private RandomKey key(String component) {
        return RandomKey.of(recovery.recipe().seed(), component);
    }
}
