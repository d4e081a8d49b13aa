package io.espalier.env.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cores that this process may use, and what is known of them.
 *
 * @param capacities how fast each is at its best, in any unit; all alike where the system does not tell
 * @param siblings for each core those that share execution units with it, itself among them
 * @param hidden whether cores may be siblings without being told so
 */
record Cores(Map<Integer, Integer> capacities, Map<Integer, List<Integer>> siblings, boolean hidden) {

    Cores {
        capacities = Map.copyOf(capacities);
        siblings = Map.copyOf(siblings);
    }

    /** As the system tells at this moment; none where it does not. */
    static Cores ofThisMachine() {
        Map<Integer, Integer> capacities = new TreeMap<>();
        Map<Integer, List<Integer>> siblings = new TreeMap<>();
        for (int core : Linux.allowedCores()) {
            capacities.put(core, Linux.capacity(core));
            siblings.put(core, Linux.siblings(core));
        }
        boolean told = siblings.values().stream().anyMatch(shared -> shared.size() > 1);
        return new Cores(capacities, siblings, !told && hypervisor());
    }

    private static boolean hypervisor() {
        return Linux.processor("flags").stream()
                .anyMatch(flags -> List.of(flags.split(" ")).contains("hypervisor"));
    }

    int count() {
        return capacities.size();
    }

    /**
     * Where to measure: fast cores before slow ones, idle ones before busy ones, and not two siblings before that is needed.
     *
     * @param wanted how many, at most {@link #count}
     */
    Set<Integer> leastBusy(int wanted, CoreLoad now, CoreLoad earlier) {
        List<Integer> order = new ArrayList<>(capacities.keySet());
        // Among equals the last: the system's own work gathers on the first.
        order.sort(Comparator.<Integer>comparingInt(core -> -capacities.getOrDefault(core, 0))
                .thenComparingLong(core -> now.since(earlier, core))
                .thenComparing(Comparator.reverseOrder()));
        Set<Integer> chosen = new TreeSet<>();
        Set<Integer> shared = new HashSet<>();
        for (int core : order) {
            if (chosen.size() < wanted && !shared.contains(core)) {
                chosen.add(core);
                shared.addAll(siblings.getOrDefault(core, List.of()));
            }
        }
        order.stream()
                .filter(core -> !chosen.contains(core))
                .limit(wanted - chosen.size())
                .forEach(chosen::add);
        return chosen;
    }

    /** All but these. */
    Set<Integer> besides(Collection<Integer> some) {
        Set<Integer> others = new TreeSet<>(capacities.keySet());
        others.removeAll(some);
        return others;
    }

    /** The others that share execution units with these, or may. */
    Set<Integer> sharing(Collection<Integer> some) {
        Set<Integer> others = besides(some);
        if (!hidden) {
            others.retainAll(some.stream()
                    .flatMap(core -> siblings.getOrDefault(core, List.of()).stream())
                    .toList());
        }
        return others;
    }
}
