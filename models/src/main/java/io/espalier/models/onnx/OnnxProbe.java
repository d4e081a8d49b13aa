package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks ONNX Runtime what a node makes. Nothing is run and nothing is allocated but the node's constants: a session is opened on the node
 * alone, with the sizes of its inputs filled in, and says what it inferred.
 */
final class OnnxProbe {

    /** A prime that is no size of a tensor: what it divides is a multiple of the batch. */
    private static final long BATCH = 1_000_003;

    private final long batch;
    private final boolean open;

    OnnxProbe(OnnxContext context) {
        this.open = context.batch().isEmpty();
        this.batch = context.batch().map(Integer::longValue).orElse(BATCH);
    }

    /**
     * One output of a node.
     *
     * @param type ONNX's number of the element type; 0 if the output is not there
     * @param batchFirst whether the first size is the batch
     */
    record Made(int type, List<Extent> sizes, boolean batchFirst) {}

    /** @throws IllegalArgumentException if ONNX Runtime refuses the node, or what it makes is only known when it runs */
    List<Made> outputs(OnnxDefinition.Builder definition) {
        byte[] model = definition.forBatch(batch).toByteArray();
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options)) {
                List<Made> made = new ArrayList<>();
                for (String name : definition.node().getOutputList()) {
                    made.add(name.isEmpty() ? new Made(0, List.of(), false) : made(output(session, name)));
                }
                return made;
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime says: " + e.getMessage(), e);
        }
    }

    private static NodeInfo output(OrtSession session, String name) throws OrtException {
        NodeInfo output = session.getOutputInfo().get(name);
        if (output == null) {
            throw new IllegalArgumentException("ONNX Runtime forgot the output " + name);
        }
        return output;
    }

    private Made made(NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw new IllegalArgumentException("it makes a sequence or a map");
        }
        long[] sizes = info.getShape();
        if (!Arrays.stream(sizes).allMatch(size -> size >= 0)) {
            throw new IllegalArgumentException("the shape of what it makes is only known when it runs");
        }
        List<Extent> extents = Arrays.stream(sizes).mapToObj(this::extent).toList();
        boolean first = sizes.length > 0
                && sizes[0] == batch
                && extents.stream().skip(1).noneMatch(Extent::perBatch);
        return new Made(DataType.valueOf(name(info)).getNumber(), extents, first);
    }

    private Extent extent(long size) {
        long times = size / batch;
        return open && size > 0 && times * batch == size ? new Extent((double) times, true, false) : Extent.whole(size);
    }

    private static String name(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> "FLOAT";
            default -> info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        };
    }
}
