package io.espalier.env.action;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The kept counts that one group may have.
 *
 * @param counts positive, each larger than the one before; the last is the group's width
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

    /** The multiples between the smallest count that the settings allow and the width, and the width itself. */
    public static LegalCounts of(int width, ActionSettings settings) {
        int smallest = settings.smallest(width);
        return new LegalCounts(IntStream.rangeClosed(smallest, width)
                .filter(count -> count == smallest || count == width || count % settings.channelMultiple() == 0)
                .boxed()
                .toList());
    }

    public int smallest() {
        return counts.get(0);
    }

    public int width() {
        return counts.get(counts.size() - 1);
    }

    /** The count nearest to a wanted one; of two as near the larger. */
    public int nearest(double wanted) {
        int nearest = smallest();
        for (int count : counts) {
            if (Math.abs(count - wanted) <= Math.abs(nearest - wanted)) {
                nearest = count;
            }
        }
        return nearest;
    }

    /** All counts in the order in which they may stand in for one of them: itself, the smaller ones downwards, the larger ones upwards. */
    List<Integer> inPlaceOf(int count) {
        int place = Collections.binarySearch(counts, count);
        List<Integer> order = new ArrayList<>(counts.subList(0, place + 1));
        Collections.reverse(order);
        order.addAll(counts.subList(place + 1, counts.size()));
        return order;
    }

    /** The same without those that a test drops; the smallest and the width always stay. */
    LegalCounts without(IntPredicate drop) {
        return new LegalCounts(counts.stream()
                .filter(count -> count == smallest() || count == width() || !drop.test(count))
                .toList());
    }
}
