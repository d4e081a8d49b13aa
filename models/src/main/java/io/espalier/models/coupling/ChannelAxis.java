package io.espalier.models.coupling;

import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
        int inner = inner(from, axis);
        for (int candidate = 0; candidate < to.rank(); candidate++) {
            Optional<ChannelAxis> found = along(candidate, inner, to);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<ChannelAxis> along(int candidate, int inner, TensorShape to) {
        int innerTo = inner(to, candidate);
        int sizeTo = to.size(candidate);
        List<Integer> found = new ArrayList<>(Collections.nCopies(sizeTo, (Integer) null));
        for (int value = 0; value < to.size(); value++) {
            int identity = identities.get(value / inner % size());
            Integer before = found.set(value / innerTo % sizeTo, identity);
            if (before != null && before.intValue() != identity) {
                return Optional.empty();
            }
        }
        return Optional.of(new ChannelAxis(candidate, found));
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
