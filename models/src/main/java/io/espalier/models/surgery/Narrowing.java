package io.espalier.models.surgery;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Rearrangement.Slice.Range;
import java.util.ArrayList;
import java.util.List;

/** The same operator between fewer channels. */
final class Narrowing implements Operator.Cases<Operator> {

    private final NetworkGraph graph;
    private final Node node;
    private final KeptPositions kept;

    Narrowing(NetworkGraph graph, Node node, KeptPositions kept) {
        this.graph = graph;
        this.node = node;
        this.kept = kept;
    }

    private int outputs(int all) {
        return kept.kept(node.name(), Axis.OUT).map(List::size).orElse(all);
    }

    private int inputs(int all) {
        return kept.kept(node.name(), Axis.IN).map(List::size).orElse(all);
    }

    @Override
    public Operator conv2d(Operator.Conv2d conv) {
        int out = outputs(conv.outChannels());
        int groups = groups(conv.groups(), conv.outChannels(), out);
        int in = conv.groups() == 1 ? inputs(conv.inChannels()) : conv.inChannels() / conv.groups() * groups;
        return conv.withChannels(in, out, groups);
    }

    @Override
    public Operator convTranspose2d(Operator.ConvTranspose2d conv) {
        int out = outputs(conv.outChannels());
        int groups = groups(conv.groups(), conv.outChannels(), out);
        int in = conv.groups() == 1 ? inputs(conv.inChannels()) : conv.inChannels() / conv.groups() * groups;
        return conv.withChannels(in, out, groups);
    }

    /** Of a grouped convolution only whole groups go. */
    private static int groups(int groups, int outChannels, int keptOutputs) {
        return groups == 1 ? 1 : keptOutputs / (outChannels / groups);
    }

    @Override
    public Operator dense(Operator.Dense dense) {
        return dense.withFeatures(inputs(dense.inFeatures()), outputs(dense.outFeatures()));
    }

    @Override
    public Operator batchNorm(Operator.BatchNorm norm) {
        return norm.withChannels(outputs(norm.channels()));
    }

    @Override
    public Operator constant(Arithmetic.Constant constant) {
        int dimension = kept.dimension(node.name(), Axis.OUT);
        return kept.kept(node.name(), Axis.OUT)
                .map(positions -> new Arithmetic.Constant(constant.shape().with(dimension, positions.size())))
                .orElse(constant);
    }

    @Override
    public Operator slice(Rearrangement.Slice slice) {
        int dimension = kept.dimension(node.name(), Axis.IN);
        List<Range> ranges = new ArrayList<>();
        for (Range range : slice.ranges()) {
            ranges.add(
                    range.axis() == dimension
                            ? kept.kept(node.name(), Axis.IN)
                                    .map(positions -> narrowed(range, positions))
                                    .orElse(range)
                            : range);
        }
        return new Rearrangement.Slice(ranges);
    }

    private static Range narrowed(Range range, List<Integer> positions) {
        int start = (int)
                positions.stream().filter(position -> position < range.start()).count();
        int end = (int)
                positions.stream().filter(position -> position < range.end()).count();
        return new Range(
                range.axis(), start, range.end() == Rearrangement.Slice.TO_THE_END ? range.end() : end, range.step());
    }

    @Override
    public Operator pad(Rearrangement.Pad pad) {
        return kept.kept(node.name(), Axis.OUT)
                .map(positions -> narrowed(pad, positions))
                .orElse(pad);
    }

    private Operator narrowed(Rearrangement.Pad pad, List<Integer> positions) {
        int dimension = kept.dimension(node.name(), Axis.OUT);
        int first = pad.before().get(dimension);
        int last = first + graph.inputShapes(node).get(0).size(dimension);
        List<Integer> before = new ArrayList<>(pad.before());
        List<Integer> after = new ArrayList<>(pad.after());
        before.set(dimension, (int) positions.stream().filter(p -> p < first).count());
        after.set(dimension, (int) positions.stream().filter(p -> p >= last).count());
        return new Rearrangement.Pad(pad.mode(), before, after, pad.value());
    }

    @Override
    public Operator reshape(Rearrangement.Reshape reshape) {
        return kept.kept(node.name(), Axis.OUT)
                .map(positions -> narrowed(reshape, positions.size()))
                .orElse(reshape);
    }

    private Operator narrowed(Rearrangement.Reshape reshape, int channels) {
        int made = kept.dimension(node.name(), Axis.OUT);
        int read = kept.dimension(node.name(), Axis.IN);
        List<Integer> target = new ArrayList<>(reshape.target());
        if (target.get(made) > 0 || (target.get(made) == Rearrangement.Reshape.COPIED && made != read)) {
            target.set(made, channels);
        }
        // What is copied from where the channels lay is not what it was.
        if (made != read && read < target.size() && target.get(read) == Rearrangement.Reshape.COPIED) {
            target.set(read, graph.shape(node.name()).size(read));
        }
        return new Rearrangement.Reshape(target);
    }

    @Override
    public Operator activation(Operator.Activation activation) {
        return activation;
    }

    @Override
    public Operator pool(Operator.Pool pool) {
        return pool;
    }

    @Override
    public Operator globalAveragePool(Operator.GlobalAveragePool pool) {
        return pool;
    }

    @Override
    public Operator softmax(Operator.Softmax softmax) {
        return softmax;
    }

    @Override
    public Operator elementwise(Arithmetic.Elementwise elementwise) {
        return elementwise;
    }

    @Override
    public Operator reduceMean(Arithmetic.ReduceMean mean) {
        return mean;
    }

    @Override
    public Operator concat(Rearrangement.Concat concat) {
        return concat;
    }

    @Override
    public Operator flatten(Rearrangement.Flatten flatten) {
        return flatten;
    }

    @Override
    public Operator transpose(Rearrangement.Transpose transpose) {
        return transpose;
    }

    @Override
    public Operator squeeze(Rearrangement.Squeeze squeeze) {
        return squeeze;
    }

    @Override
    public Operator unsqueeze(Rearrangement.Unsqueeze unsqueeze) {
        return unsqueeze;
    }

    @Override
    public Operator resize(Rearrangement.Resize resize) {
        return resize;
    }

    @Override
    public Operator opaque(Opaque opaque) {
        return opaque;
    }
}
