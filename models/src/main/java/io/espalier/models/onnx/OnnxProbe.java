package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.espalier.models.runtime.ModelOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Asks ONNX Runtime what a node makes: the node alone, with the sizes of its inputs filled in, is loaded but not run. */
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
     * @param type ONNX's number of the element type; 0 if nobody reads the output
     * @param batchFirst whether the first size is the batch
     */
    record Made(int type, List<Extent> sizes, boolean batchFirst) {

        static final Made NOTHING = new Made(0, List.of(), false);
    }

    /**
     * The node's outputs in order.
     *
     * @param isRead which of them somebody reads, by position
     * @throws IllegalArgumentException if ONNX Runtime refuses the node, or what it makes is only known when it runs
     */
    List<Made> outputs(OnnxDefinition.Builder definition, Predicate<Integer> isRead) {
        Map<String, Optional<ModelOutputs.Output>> found =
                ModelOutputs.of(definition.forBatch(batch).toByteArray());
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < definition.node().getOutputCount(); i++) {
            made.add(isRead.test(i) ? made(found, i) : Made.NOTHING);
        }
        return made;
    }

    private Made made(Map<String, Optional<ModelOutputs.Output>> found, int index) {
        ModelOutputs.Output output = required(found, OnnxDefinition.output(index));
        List<Long> rank = required(found, OnnxDefinition.rank(index)).sizes();
        List<Long> sizes = output.sizes();
        if (!(rank.equals(List.of((long) sizes.size())) && sizes.stream().allMatch(size -> size >= 0))) {
            throw new IllegalArgumentException("the shape of what it makes is only known when it runs");
        }
        List<Extent> extents = sizes.stream().map(this::extent).toList();
        boolean first = !sizes.isEmpty()
                && sizes.get(0) == batch
                && extents.stream().skip(1).noneMatch(Extent::perBatch);
        return new Made(DataType.valueOf(output.type()).getNumber(), extents, first);
    }

    private static ModelOutputs.Output required(Map<String, Optional<ModelOutputs.Output>> found, String name) {
        return found.getOrDefault(name, Optional.empty())
                .orElseThrow(() -> new IllegalArgumentException("it makes a sequence or a map"));
    }

    private Extent extent(long size) {
        long times = size / batch;
        return open && size > 0 && times * batch == size ? new Extent((double) times, true, false) : Extent.whole(size);
    }
}
