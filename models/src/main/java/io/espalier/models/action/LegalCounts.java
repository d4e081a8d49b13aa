package io.espalier.models.action;

import io.espalier.models.coupling.ChannelGroup;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The kept counts that one group may have.
 *
 * @param counts positive, each larger than the one before
 */
public record LegalCounts(List<Integer> counts) {

    /** @throws IllegalArgumentException if there is no count or they do not rise from at least 1 */
    public LegalCounts {
        counts = List.copyOf(counts);
        int before = 0;
        for (int count : counts) {
            if (!(count > before)) {
                throw new IllegalArgumentException("counts must rise from at least 1: " + counts);
            }
            before = count;
        }
        if (counts.isEmpty()) {
            throw new IllegalArgumentException("counts must not be empty");
        }
    }

    /**
     * The multiples between the smallest count that the settings allow and the largest, and these two themselves.
     *
     * @throws IllegalArgumentException if the settings allow none
     */
    public static LegalCounts of(ChannelGroup group, ActionSettings settings) {
        int smallest = settings.smallest(group);
        int largest = settings.largest(group);
        if (!(smallest <= largest)) {
            throw new IllegalArgumentException("action.bounds must leave group '%s' a count of its %d units with %s: %s"
                    .formatted(
                            group.name(),
                            group.width(),
                            settings.limits(),
                            settings.bounds().get(group.name())));
        }
        return new LegalCounts(IntStream.rangeClosed(smallest, largest)
                .filter(count -> count == smallest || count == largest || count % settings.channelMultiple() == 0)
                .boxed()
                .toList());
    }

    public int smallest() {
        return counts.get(0);
    }

    public int largest() {
        return counts.get(counts.size() - 1);
    }

    /** The count nearest to a wanted one; of two as near the larger. */
    public int nearest(double wanted) {
        int below = 0;
        int above = counts.size() - 1;
        while (below < above) {
            int middle = (below + above) / 2;
            if (counts.get(middle) < wanted) {
                below = middle + 1;
            } else {
                above = middle;
            }
        }
        int larger = counts.get(above);
        int smaller = counts.get(Math.max(0, above - 1));
        return Math.abs(larger - wanted) <= Math.abs(smaller - wanted) ? larger : smaller;
    }

    /** Where a count stands among them. */
    int place(int count) {
        return Collections.binarySearch(counts, count);
    }

    /** The same without those that a test drops; the smallest and the largest always stay. */
    LegalCounts without(IntPredicate drop) {
        return new LegalCounts(counts.stream()
                .filter(count -> count == smallest() || count == largest() || !drop.test(count))
                .toList());
    }
}
