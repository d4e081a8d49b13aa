package io.espalier.models.coupling;

import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the channels of a tensor lie.
 *
 * @param axis without the batch
 * @param identities for each position along it the channel that it is, or comes from
 */
record ChannelAxis(int axis, List<Integer> identities) {

    ChannelAxis {
        identities = List.copyOf(identities);
    }

    int size() {
        return identities.size();
    }

    /** The same channels along another axis. */
    ChannelAxis at(int newAxis) {
        return new ChannelAxis(newAxis, identities);
    }

    /** The channels at these positions. */
    ChannelAxis select(List<Integer> positions) {
        return new ChannelAxis(axis, positions.stream().map(identities::get).toList());
    }

    /** One of so many equal parts. */
    List<Integer> part(int index, int parts) {
        int each = size() / parts;
        return identities.subList(index * each, (index + 1) * each);
    }

    /** The channels after the same values got another shape; empty if no axis alone tells which channel a value belongs to. */
    Optional<ChannelAxis> reshaped(TensorShape from, TensorShape to) {
        for (int candidate = 0; candidate < to.rank(); candidate++) {
            List<List<Integer>> found = along(candidate, from, to);
            if (found.stream().allMatch(channels -> channels.size() == 1)) {
                return Optional.of(new ChannelAxis(
                        candidate,
                        found.stream().map(channels -> channels.get(0)).toList()));
            }
        }
        return Optional.empty();
    }

    /** For each position along an axis of a new shape the channels whose values lie there, each once. */
    List<List<Integer>> along(int candidate, TensorShape from, TensorShape to) {
        int inner = inner(from, axis);
        int innerTo = inner(to, candidate);
        List<Set<Integer>> found = new ArrayList<>();
        for (int position = 0; position < to.size(candidate); position++) {
            found.add(new LinkedHashSet<>());
        }
        for (int value = 0; value < to.size(); value++) {
            found.get(value / innerTo % to.size(candidate)).add(identities.get(value / inner % size()));
        }
        return found.stream().map(List::copyOf).toList();
    }

    /** Values between two neighbours along an axis. */
    private static int inner(TensorShape shape, int axis) {
        int inner = 1;
        for (int behind = axis + 1; behind < shape.rank(); behind++) {
            inner *= shape.size(behind);
        }
        return inner;
    }
}
