package io.espalier.models.actor;

import io.espalier.models.action.Bound;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which budgets an actor may be asked for: those that are arithmetic. */
final class Budgets {

    /** Keys of the bounds that follow from the counts alone. */
    private static final List<String> COMPUTABLE =
            Bound.KEYS.stream().filter(key -> !key.equals(Bound.LATENCY)).toList();

    private Budgets() {}

    /** @throws IllegalArgumentException if the run's budgets have other names, or one binds that is not arithmetic */
    static void requireComputable(ActorDescription description) {
        description.rules().budgets().forEach((name, share) -> {
            if (!names(Bound.KEYS).contains(name)) {
                throw new IllegalArgumentException(
                        "rules.budgets must have names of %s: '%s'".formatted(names(Bound.KEYS), name));
            }
            if (!names(COMPUTABLE).contains(name) && share < 1) {
                throw new IllegalArgumentException(
                        "actor must not have been taught to meet a budget of %s, which only a target can tell: %s"
                                .formatted(name, share));
            }
        });
    }

    /**
     * Every bound's share by its key.
     *
     * @param budgets that are asked for, by name
     * @throws IllegalArgumentException if one is none of these
     */
    static SortedMap<String, Double> asked(ActorDescription description, Map<String, Double> budgets) {
        for (String name : budgets.keySet()) {
            if (!names(COMPUTABLE).contains(name)) {
                throw new IllegalArgumentException("budgets must be of %s, which follow from channel counts: '%s'"
                        .formatted(names(COMPUTABLE), name));
            }
        }
        SortedMap<String, Double> asked = new TreeMap<>();
        for (String key : COMPUTABLE) {
            String name = Bound.nameOf(key);
            asked.put(
                    key,
                    budgets.getOrDefault(name, description.rules().budgets().getOrDefault(name, 1.0)));
        }
        return asked;
    }

    private static List<String> names(List<String> keys) {
        return keys.stream().map(Bound::nameOf).toList();
    }
}
