package io.espalier.agent.plans;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was tried; immutable.
 *
 * @param rounds in order, each with its episodes in order
 */
public record History(List<List<Tried>> rounds) {

    public static final History EMPTY = new History(List.of());

    public History {
        rounds = rounds.stream().map(List::copyOf).toList();
    }

    /** The same and one round more. */
    public History with(List<Tried> round) {
        List<List<Tried>> longer = new ArrayList<>(rounds);
        longer.add(round);
        return new History(longer);
    }

    /** Episodes in all. */
    public int size() {
        return rounds.stream().mapToInt(List::size).sum();
    }

    /** All episodes in order. */
    List<Tried> episodes() {
        return rounds.stream().flatMap(List::stream).toList();
    }

    /** The episode with the largest reward, of equal ones the first; empty if there is none. */
    public Optional<Tried> best() {
        return episodes().stream().reduce((best, next) -> next.reward() > best.reward() ? next : best);
    }

    /** Whether exactly these actions were taken once. */
    boolean contains(double... actions) {
        List<Double> wanted = Arrays.stream(actions).boxed().toList();
        return episodes().stream().anyMatch(tried -> tried.actions().equals(wanted));
    }
}
