package io.espalier.models.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.graph.TensorShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network loaded into one session of ONNX Runtime. It may be used from several threads, but each core does best with an engine of its
 * own. The model's first output holds the logits; further ones are taps.
 */
public final class OnnxEngine implements ImageClassifier {

    /** Large enough that a call's overhead does not count, small enough for any memory. */
    private static final int SCORING_BATCH = 250;

    private final OrtSession session;
    private final String input;
    private final TensorShape inputShape;
    private final List<String> outputs;

    private OnnxEngine(OrtSession session, String input, TensorShape inputShape) {
        this.session = session;
        this.input = input;
        this.inputShape = inputShape;
        this.outputs = List.copyOf(session.getOutputNames());
    }

    /**
     * Loads a model, for instance from {@link io.espalier.models.onnx.OnnxCodec#toBytes}. Takes 3 to 20 ms for a small network.
     *
     * @throws IllegalArgumentException if ONNX Runtime does not accept the model, or its input is no image of fixed size
     */
    public static OnnxEngine open(byte[] model, EngineSettings settings) {
        OrtSession session = Sessions.open(model, settings);
        try {
            Map.Entry<String, NodeInfo> in =
                    session.getInputInfo().entrySet().iterator().next();
            return new OnnxEngine(session, in.getKey(), Sessions.imageShape(in.getValue()));
        } catch (OrtException | IllegalArgumentException e) {
            close(session);
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@code [channels, height, width]} of the images it takes. */
    public TensorShape inputShape() {
        return inputShape;
    }

    /** Names of the outputs, the logits first. */
    public List<String> outputNames() {
        return outputs;
    }

    /**
     * The network's first output {@code [count, classes]}.
     *
     * @param images float32 {@code [count, channels, height, width]}, normalised
     * @throws IllegalArgumentException if the images are not of the network's shape
     */
    public INDArray logits(INDArray images) {
        return run(images, outputs.subList(0, 1)).values().iterator().next();
    }

    /**
     * Every output by name, the logits first, then the taps in their order; each {@code [count, ...]}.
     *
     * @param images float32 {@code [count, channels, height, width]}, normalised
     * @throws IllegalArgumentException if the images are not of the network's shape
     */
    public Map<String, INDArray> outputs(INDArray images) {
        return run(images, outputs);
    }

    /** Accuracy in [0, 1] of a model that is loaded for this alone. */
    public static double accuracyOf(byte[] model, ImageSet images, Normalisation normalisation) {
        try (OnnxEngine engine = open(model, EngineSettings.DEFAULTS)) {
            return engine.accuracy(images, normalisation, SCORING_BATCH);
        }
    }

    /** Accuracy in [0, 1]. To run many engines on one set, prepare it once and call {@link #score}. */
    public double accuracy(ImageSet images, Normalisation normalisation, int batchSize) {
        return score(PreparedImages.of(images, normalisation, batchSize)).accuracy();
    }

    /** The class of the highest logit for each image, the first of equal ones. */
    public List<Integer> predictions(ImageSet images, Normalisation normalisation, int batchSize) {
        return predictions(PreparedImages.of(images, normalisation, batchSize));
    }

    /**
     * The class of the highest logit for each image, the first of equal ones.
     *
     * @throws IllegalStateException if a logit is NaN or infinite
     */
    public List<Integer> predictions(PreparedImages images) {
        return classify(images).predictions();
    }

    @Override
    public Answers answers(PreparedImages images) {
        return classify(images).answers();
    }

    /**
     * A run that can be repeated and timed: its tensors are allocated here, once.
     *
     * @param images float32 {@code [count, channels, height, width]}; copied
     * @return to be closed before this engine
     * @throws IllegalArgumentException if the images are not of the network's shape
     */
    public PreparedRun prepare(INDArray images) {
        int logits = Math.toIntExact(logits(images).length());
        try {
            OnnxTensor tensor = tensor(images);
            return PreparedRun.of(
                    session, Map.entry(input, tensor), Map.entry(outputs.get(0), PreparedImages.direct(logits)));
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Frees the session; its runs must have ended. */
    @Override
    public void close() {
        close(session);
    }

    private Map<String, INDArray> run(INDArray images, List<String> wanted) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        try (OnnxTensor tensor = tensor(images);
                OrtSession.Result result = session.run(Map.of(input, tensor), Set.copyOf(wanted))) {
            for (String name : wanted) {
                OnnxTensor output = (OnnxTensor) result.get(name).orElseThrow();
                INDArray array = Nd4j.createUninitialized(
                        DataType.FLOAT, output.getInfo().getShape(), 'c');
                array.data().asNioFloat().put(output.getFloatBuffer());
                arrays.put(name, array);
            }
            return arrays;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private Classifications classify(PreparedImages images) {
        requireShape(images.shape());
        Classifications classifications = new Classifications(images);
        Set<String> logits = Set.of(outputs.get(0));
        for (int batch = 0; batch < images.batchCount(); batch++) {
            int count = images.count(batch);
            try (OnnxTensor tensor = tensor(images.values(batch), count);
                    OrtSession.Result result = session.run(Map.of(input, tensor), logits)) {
                float[] values = Sessions.values((OnnxTensor) result.get(0));
                classifications.add(values, values.length / count);
            } catch (OrtException e) {
                throw failed(e);
            }
        }
        return classifications;
    }

    private OnnxTensor tensor(INDArray images) throws OrtException {
        if (images.rank() != 4) {
            throw new IllegalArgumentException(
                    "images must be [count, channels, height, width]: " + Arrays.toString(images.shape()));
        }
        requireShape(TensorShape.image((int) images.size(1), (int) images.size(2), (int) images.size(3)));
        float[] values = images.castTo(DataType.FLOAT).dup('c').data().asFloat();
        return tensor(PreparedImages.directCopy(values), (int) images.size(0));
    }

    private OnnxTensor tensor(FloatBuffer values, int count) throws OrtException {
        long[] shape = {count, inputShape.channels(), inputShape.height(), inputShape.width()};
        return OnnxTensor.createTensor(Sessions.environment(), values, shape);
    }

    private void requireShape(TensorShape shape) {
        if (!shape.equals(inputShape)) {
            throw new IllegalArgumentException("images must be of shape %s: %s".formatted(inputShape, shape));
        }
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(OrtException e) {
        return new IllegalStateException("ONNX Runtime must not fail: " + e.getMessage(), e);
    }
}
