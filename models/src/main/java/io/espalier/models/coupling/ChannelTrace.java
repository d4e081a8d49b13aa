package io.espalier.models.coupling;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Follows every channel through the network. Each position along a tensor's channel axis (after {@code Flatten}: each feature) carries the
 * identity of the channel it comes from; a layer that mixes its inputs makes new identities, an addition makes two of them one. A node
 * through which channels cannot be followed is fenced: what it reads and what it makes is frozen, with a reason.
 */
final class ChannelTrace implements Operator.Cases<ChannelAxis> {

    private final NetworkGraph graph;
    private final DisjointSets identities = new DisjointSets();
    private final Map<Integer, String> freezes = new LinkedHashMap<>();
    private final Map<Integer, String> frozen = new HashMap<>();
    private final Map<String, ChannelAxis> channels = new HashMap<>();
    private final List<Fence> fences = new ArrayList<>();
    private Node current;

    ChannelTrace(NetworkGraph graph) {
        this.graph = graph;
        this.current = graph.nodes().get(0);
        channels.put(
                graph.input().name(),
                freeze(fresh(0, graph.input().shape().channels()), "they are tied to the network's input"));
        for (Node node : graph.nodes()) {
            current = node;
            if (!(node.operator() instanceof Arithmetic.Constant)) {
                channels.put(node.name(), node.operator().match(this));
            }
        }
        graph.outputs().forEach(output -> freeze(of(output), "they are the network's output"));
        new SharedParameters(this).tie(graph);
        freezes.forEach((identity, reason) -> frozen.putIfAbsent(identities.find(identity), reason));
    }

    /** The axis of a tensor along which channels lie, and the identity behind each position; equal identities are coupled. */
    ChannelAxis axis(String tensor) {
        return resolved(of(tensor));
    }

    private ChannelAxis resolved(ChannelAxis axis) {
        return new ChannelAxis(
                axis.axis(), axis.identities().stream().map(identities::find).toList());
    }

    /** Why a channel may not be removed; empty if it may. */
    Optional<String> frozen(int identity) {
        return Optional.ofNullable(frozen.get(identity));
    }

    /** Nodes through which channels could not be followed. */
    List<Fence> fences() {
        return fences;
    }

    /** Whether a node makes channels of its own. */
    static boolean mixes(Operator operator) {
        return operator instanceof Operator.Dense
                || (operator instanceof Operator.Conv2d conv && !isDepthwise(conv.groups(), conv.inChannels()))
                || (operator instanceof Operator.ConvTranspose2d conv
                        && !isDepthwise(conv.groups(), conv.inChannels()));
    }

    /** Whether every output of a node depends on every channel that it reads, so that its weight has a column for each. */
    static boolean readsAll(Operator operator) {
        return operator instanceof Operator.Dense
                || (operator instanceof Operator.Conv2d conv && conv.groups() == 1)
                || (operator instanceof Operator.ConvTranspose2d conv && conv.groups() == 1);
    }

    private static boolean isDepthwise(int groups, int inChannels) {
        return groups > 1 && groups == inChannels;
    }

    @Override
    public ChannelAxis conv2d(Operator.Conv2d conv) {
        return convolution(conv.outChannels(), conv.groups());
    }

    @Override
    public ChannelAxis convTranspose2d(Operator.ConvTranspose2d conv) {
        return convolution(conv.outChannels(), conv.groups());
    }

    /** The channels inside one group of a convolution only go together, what it reads with what it makes. */
    private ChannelAxis convolution(int outChannels, int groups) {
        ChannelAxis read = input(0);
        if (read.axis() != 0) {
            return fence("its channels do not lie along the first axis");
        }
        ChannelAxis made = fresh(0, outChannels);
        if (groups > 1) {
            for (int group = 0; group < groups; group++) {
                coupleAll(read.part(group, groups), made.part(group, groups));
            }
        }
        return made;
    }

    @Override
    public ChannelAxis dense(Operator.Dense dense) {
        int last = graph.shape(current.name()).rank() - 1;
        return input(0).axis() == last
                ? fresh(last, dense.outFeatures())
                : fence("it mixes along an axis that is not the channels'");
    }

    @Override
    public ChannelAxis batchNorm(Operator.BatchNorm norm) {
        return input(0).axis() == 0 ? input(0) : fence("its channels do not lie along the first axis");
    }

    @Override
    public ChannelAxis activation(Operator.Activation activation) {
        return input(0);
    }

    @Override
    public ChannelAxis pool(Operator.Pool pool) {
        return spatial();
    }

    @Override
    public ChannelAxis globalAveragePool(Operator.GlobalAveragePool pool) {
        return spatial();
    }

    @Override
    public ChannelAxis resize(Rearrangement.Resize resize) {
        return spatial();
    }

    private ChannelAxis spatial() {
        return input(0).axis() == 0 ? input(0) : fence("it would mix channels with positions");
    }

    @Override
    public ChannelAxis softmax(Operator.Softmax softmax) {
        return softmax.axis() == input(0).axis()
                ? freeze(input(0), "they are read by the softmax '" + current.name() + "'")
                : input(0);
    }

    @Override
    public ChannelAxis elementwise(Arithmetic.Elementwise operator) {
        ChannelAxis first = operand(0, 1);
        ChannelAxis second = operand(1, 0);
        if (first.axis() != second.axis()) {
            return fence("its inputs have their channels along different axes");
        }
        if (first.size() == second.size()) {
            couple(first, second);
            return first;
        }
        boolean firstIsOne = first.size() < second.size();
        freeze(firstIsOne ? first : second, "they are repeated over the channels at '" + current.name() + "'");
        return firstIsOne ? second : first;
    }

    /** An input; a constant has its channels where the other input has them. */
    private ChannelAxis operand(int index, int other) {
        String tensor = current.inputs().get(index);
        if (channels.containsKey(tensor)
                || !channels.containsKey(current.inputs().get(other))) {
            return input(index);
        }
        int axis = input(other).axis();
        TensorShape shape = graph.shape(tensor);
        ChannelAxis made = fresh(axis, shape.rank() == 0 ? 1 : shape.size(axis));
        channels.put(tensor, made);
        return made;
    }

    @Override
    public ChannelAxis constant(Arithmetic.Constant constant) {
        throw new IllegalStateException("constants get their channels from what they are combined with");
    }

    @Override
    public ChannelAxis reduceMean(Arithmetic.ReduceMean mean) {
        int axis = input(0).axis();
        if (mean.axes().contains(axis)) {
            return fence("it takes the mean over channels");
        }
        long before = mean.axes().stream().filter(other -> other < axis).count();
        return mean.keepDimensions() ? input(0) : input(0).at(axis - (int) before);
    }

    @Override
    public ChannelAxis concat(Rearrangement.Concat concat) {
        int axis = input(0).axis();
        List<ChannelAxis> parts =
                IntStream.range(0, concat.inputCount()).mapToObj(this::input).toList();
        if (parts.stream().anyMatch(part -> part.axis() != axis)) {
            return fence("its inputs have their channels along different axes");
        }
        if (concat.axis() == axis) {
            return new ChannelAxis(
                    axis,
                    parts.stream().flatMap(part -> part.identities().stream()).toList());
        }
        parts.forEach(part -> couple(parts.get(0), part));
        return parts.get(0);
    }

    @Override
    public ChannelAxis slice(Rearrangement.Slice slice) {
        ChannelAxis whole = input(0);
        for (Rearrangement.Slice.Range range : slice.ranges()) {
            if (range.axis() == whole.axis()) {
                return range.step() == 1
                        ? whole.select(range.positions(whole.size()))
                        : fence("it takes only some of a row of channels");
            }
        }
        return whole;
    }

    @Override
    public ChannelAxis pad(Rearrangement.Pad pad) {
        ChannelAxis inner = input(0);
        int before = pad.before().get(inner.axis());
        int after = pad.after().get(inner.axis());
        if (before + after == 0) {
            return inner;
        }
        if (pad.mode() != Rearrangement.Pad.Mode.CONSTANT) {
            return fence("it repeats some channels beside all of them");
        }
        List<Integer> padded = new ArrayList<>(fresh(inner.axis(), before).identities());
        padded.addAll(inner.identities());
        padded.addAll(fresh(inner.axis(), after).identities());
        return new ChannelAxis(inner.axis(), padded);
    }

    @Override
    public ChannelAxis flatten(Rearrangement.Flatten flatten) {
        return reshaped();
    }

    @Override
    public ChannelAxis reshape(Rearrangement.Reshape reshape) {
        return reshaped();
    }

    private ChannelAxis reshaped() {
        ChannelAxis before = resolved(input(0));
        TensorShape from = graph.shape(current.inputs().get(0));
        TensorShape to = graph.shape(current.name());
        return before.reshaped(from, to)
                .or(() -> gathered(before, from, to))
                .orElseGet(() -> fence("it spreads channels over several axes"));
    }

    /**
     * The channels after a reshape that puts several of them at one position of every axis: those that share a position go together from
     * then on. An image has its channels along its first axis; of other tensors' axes we take the one that ties the fewest,
     * the last if several do: a shuffle's channels lie behind its groups.
     */
    private Optional<ChannelAxis> gathered(ChannelAxis before, TensorShape from, TensorShape to) {
        return IntStream.range(0, to.isImage() ? 1 : to.rank())
                .mapToObj(axis -> new GatheredChannels(axis, before.along(axis, from, to)))
                .max(Comparator.comparingInt(GatheredChannels::units).thenComparingInt(GatheredChannels::axis))
                .filter(best -> best.units() > 1)
                .map(best -> {
                    best.positions().forEach(together -> coupleAll(together, together));
                    return best.channels();
                });
    }

    @Override
    public ChannelAxis transpose(Rearrangement.Transpose transpose) {
        return input(0).at(transpose.order().indexOf(input(0).axis()));
    }

    @Override
    public ChannelAxis squeeze(Rearrangement.Squeeze squeeze) {
        int axis = input(0).axis();
        if (squeeze.axes().contains(axis)) {
            return fence("it drops the channels' axis");
        }
        return input(0).at(axis
                - (int) squeeze.axes().stream().filter(other -> other < axis).count());
    }

    @Override
    public ChannelAxis unsqueeze(Rearrangement.Unsqueeze unsqueeze) {
        if (graph.shape(current.inputs().get(0)).rank() == 0) {
            return input(0);
        }
        int axis = input(0).axis();
        for (int added : unsqueeze.axes()) {
            axis += added <= axis ? 1 : 0;
        }
        return input(0).at(axis);
    }

    @Override
    public ChannelAxis opaque(Opaque opaque) {
        return fence("this operator is kept as it is");
    }

    /** Freezes what the current node reads and what it makes. */
    private ChannelAxis fence(String reason) {
        String type = current.operator() instanceof Opaque opaque
                ? opaque.type()
                : current.operator().getClass().getSimpleName();
        fences.add(new Fence(current.name(), type, reason));
        String frozenReason = "they are read by '%s' (%s): %s".formatted(current.name(), type, reason);
        IntStream.range(0, current.inputs().size()).forEach(index -> freeze(input(index), frozenReason));
        TensorShape made = graph.shape(current.name());
        return freeze(
                fresh(0, made.rank() == 0 ? 1 : made.size(0)),
                "they are made by '%s' (%s)".formatted(current.name(), type));
    }

    private ChannelAxis input(int index) {
        return of(current.inputs().get(index));
    }

    /** The channels of a tensor as they were first made; {@link #axis} says which of them are coupled. */
    ChannelAxis of(String tensor) {
        // A constant that nothing has given its channels stays as it is.
        return channels.computeIfAbsent(
                tensor,
                name -> freeze(fresh(0, Math.max(1, graph.shape(name).channels())), "'" + name + "' is a constant"));
    }

    private ChannelAxis fresh(int axis, int count) {
        return new ChannelAxis(
                axis,
                IntStream.range(0, count).map(i -> identities.add()).boxed().toList());
    }

    ChannelAxis freeze(ChannelAxis axis, String reason) {
        axis.identities().forEach(identity -> freezes.putIfAbsent(identity, reason));
        return axis;
    }

    /** Makes one of two rows of equal length, position by position. */
    void couple(ChannelAxis one, ChannelAxis other) {
        for (int i = 0; i < one.size(); i++) {
            identities.union(one.identities().get(i), other.identities().get(i));
        }
    }

    private void coupleAll(List<Integer> some, List<Integer> others) {
        some.forEach(identity -> identities.union(some.get(0), identity));
        others.forEach(identity -> identities.union(some.get(0), identity));
    }
}
