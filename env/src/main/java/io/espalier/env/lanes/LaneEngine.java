package io.espalier.env.lanes;

import io.espalier.env.kernel.Lanes;
import io.espalier.env.kernel.Planes;
import io.espalier.env.kernel.VectorSupport;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.runtime.Answers;
import io.espalier.models.runtime.Classifications;
import io.espalier.models.runtime.ImageClassifier;
import io.espalier.models.runtime.PreparedImages;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A network in the lanes of vectors: each lane computes an image of its own, so what an image gets depends neither on the images beside it nor
 * on how many lanes there are, and is the same to the bit on every machine. It takes any channel count as it is. For one thread at a time.
 */
public final class LaneEngine implements ImageClassifier {

    private final TensorShape shape;
    private final Planes inputs;
    private final Planes outputs;
    private final float[] values;
    private final List<Runnable> steps;

    private LaneEngine(NetworkGraph graph, Memory memory, List<Runnable> steps) {
        this.shape = graph.input().shape();
        this.inputs = memory.planes(graph.input().name());
        this.outputs = memory.planes(graph.output());
        this.values = memory.values();
        this.steps = List.copyOf(steps);
    }

    /**
     * Whether a network has only operators that lanes compute, and tensors that are not too large for them.
     *
     * @throws IllegalStateException if {@linkplain VectorSupport#isPresent the virtual machine} has no vectors
     */
    public static boolean takes(NetworkGraph graph) {
        return plan(graph).isPresent();
    }

    /** Makes a network ready; empty if lanes do not {@linkplain #takes take} it. */
    public static Optional<LaneEngine> of(NetworkGraph graph) {
        return plan(graph).map(plan -> {
            Memory memory = Memory.of(plan);
            return new LaneEngine(graph, memory, Steps.of(graph, plan.chains(), memory));
        });
    }

    private static Optional<Memory.Plan> plan(NetworkGraph graph) {
        if (!VectorSupport.isPresent()) {
            throw new IllegalStateException(
                    "the virtual machine must be started with --add-modules jdk.incubator.vector");
        }
        return Steps.supports(graph) ? Memory.Plan.of(graph, Chain.of(graph)) : Optional.empty();
    }

    @Override
    public Answers answers(PreparedImages images) {
        if (!images.shape().equals(shape)) {
            throw new IllegalArgumentException("images must be of shape %s: %s".formatted(shape, images.shape()));
        }
        Classifications classifications = new Classifications(images);
        run(images, logits -> classifications.add(logits, logits.length));
        return classifications.answers();
    }

    /** Each image's logits, one after the other, in an array that is used again. */
    void run(PreparedImages images, Consumer<float[]> taker) {
        float[] image = new float[shape.size()];
        float[] logits = new float[outputs.size()];
        for (int from = 0; from < images.size(); from += Lanes.COUNT) {
            int count = Math.min(Lanes.COUNT, images.size() - from);
            for (int lane = 0; lane < count; lane++) {
                images.copyValues(from + lane, image);
                enter(image, lane);
            }
            steps.forEach(Runnable::run);
            for (int lane = 0; lane < count; lane++) {
                leave(logits, lane);
                taker.accept(logits);
            }
        }
    }

    private void enter(float[] image, int lane) {
        int next = 0;
        for (int channel = 0; channel < inputs.channels(); channel++) {
            for (int row = 0; row < inputs.height(); row++) {
                int offset = inputs.at(channel, row, 0) + lane;
                for (int column = 0; column < inputs.width(); column++) {
                    values[offset + column * Lanes.COUNT] = image[next++];
                }
            }
        }
    }

    private void leave(float[] logits, int lane) {
        for (int i = 0; i < logits.length; i++) {
            logits[i] = values[outputs.of(i) + lane];
        }
    }

    @Override
    public void close() {
        // Java's arrays need no closing.
    }
}
