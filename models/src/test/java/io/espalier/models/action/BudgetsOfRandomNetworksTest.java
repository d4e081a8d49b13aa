package io.espalier.models.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A thousand networks, each with its own limits of counts and its own budgets. What is finished is judged by the network that surgery builds. */
class BudgetsOfRandomNetworksTest {

    private static final int NETWORKS = 1000;
    private static final int EPISODES = 3;

    /** Networks with no more plans than this are searched through. */
    private static final long FEW_PLANS = 1000;

    private static final Pattern POSSIBLE = Pattern.compile("(budget\\.\\w+) must be at least ([0-9.]+)");

    private int finished;
    private int refused;
    private int searchedThrough;
    private int missed;

    @Test
    void noFinishedEpisodeIsOverABudgetAndExactlyTheImpossibleSetsAreRefused() {
        for (int seed = 1; seed <= NETWORKS; seed++) {
            new OneNetwork(seed).check();
        }
        assertThat(finished).as("episodes").isGreaterThan(NETWORKS);
        assertThat(refused).as("impossible sets").isGreaterThan(NETWORKS / 10);
        assertThat(searchedThrough)
                .as("refusals of which every plan was looked at")
                .isBetween(NETWORKS / 20, refused - 1);
        assertThat(missed)
                .as("sets with a jumping time that are refused though some plan is within them")
                .isLessThanOrEqualTo(NETWORKS / 100);
    }

    /** A network with its limits and budgets. */
    private final class OneNetwork {

        private final int seed;
        private final RandomGenerator random;
        private final NetworkGraph graph;
        private final List<ChannelGroup> groups;
        private final CostModel cost;
        private final long file;
        private final ActionGrid grid;
        private final List<Bound> bounds;

        OneNetwork(int seed) {
            this.seed = seed;
            this.random = RandomKey.of(seed, "test.budgets").generator();
            this.graph = RandomNetworks.any(seed);
            this.groups = Coupling.groups(graph);
            this.cost = CostModel.of(graph, groups);
            this.file = OnnxCodec.toBytes(graph).length;
            this.grid = ActionGrid.of(groups, settings());
            Map<String, Double> budgets = new HashMap<>();
            Bound.KEYS.forEach(
                    key -> budgets.put(key, random.nextInt(3) == 0 ? budget(key, random.nextDouble()) : 1.0));
            this.bounds = bounds(budgets);
        }

        /** A file of so few parameters is mostly names. */
        private static double budget(String key, double share) {
            return key.equals(Bound.BYTES) ? 0.7 + 0.3 * share : 0.35 + 0.65 * share;
        }

        private ActionSettings settings() {
            Map<String, List<Double>> ranges = new TreeMap<>();
            for (ChannelGroup group : groups) {
                if (random.nextInt(6) == 0) {
                    ranges.put(group.name(), List.of(random.nextDouble(), 1.0));
                }
            }
            return ActionSettings.DEFAULTS
                    .withMaxRatio(0.6 + 0.35 * random.nextDouble())
                    .withChannelMultiple(random.nextBoolean() ? 1 : 1 + random.nextInt(4))
                    .withBounds(ranges);
        }

        private List<Bound> bounds(Map<String, Double> budgets) {
            return List.of(
                    Bound.macs(budgets.getOrDefault(Bound.MACS, 1.0), cost),
                    Bound.parameters(budgets.getOrDefault(Bound.PARAMETERS, 1.0), cost),
                    Bound.bytes(budgets.getOrDefault(Bound.BYTES, 1.0), cost, file),
                    Bound.peakMemory(budgets.getOrDefault(Bound.PEAK_MEMORY, 1.0), cost),
                    new Bound(Bound.LATENCY, budgets.getOrDefault(Bound.LATENCY, 1.0), false, this::time));
        }

        /** Each group's share of the time jumps by up to a third from count to count. */
        private double time(int... kept) {
            double time = 0;
            for (int group = 0; group < kept.length; group++) {
                int hash = (seed * 31 + group) * 31 + kept[group];
                double factor = 0.85 + 0.3 * Math.floorMod(hash * 0x9E3779B9, 1024) / 1024;
                time += factor * kept[group] / groups.get(group).width();
            }
            return kept.length == 0 ? 1 : time / kept.length;
        }

        void check() {
            Optional<String> refusal = refusal(bounds);
            if (refusal.isEmpty()) {
                for (int episode = 0; episode < EPISODES; episode++) {
                    finish(new BudgetGuard(grid, bounds));
                }
                return;
            }
            refused++;
            boolean rising = bounds.stream().allMatch(bound -> bound.rising() || !bound.binds());
            if (plans() <= FEW_PLANS) {
                searchedThrough++;
                boolean possible = somePlanIsWithin(0, cost.widths());
                missed += possible ? 1 : 0;
                assertThat(possible && rising).as("seed %d: %s", seed, refusal).isFalse();
            } else if (rising) {
                assertThat(isWithin(grid.legal().stream()
                                .mapToInt(LegalCounts::smallest)
                                .toArray()))
                        .as("seed %d: nothing is smaller, so nothing is within", seed)
                        .isFalse();
            }
            assertThat(refusal(bounds(told(refusal.get()))))
                    .as("seed %d: what it was told to be possible", seed)
                    .isEmpty();
        }

        private Optional<String> refusal(List<Bound> wanted) {
            try {
                new BudgetGuard(grid, wanted);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }

        private Map<String, Double> told(String refusal) {
            Map<String, Double> budgets = new HashMap<>();
            bounds.forEach(bound -> budgets.put(bound.key(), bound.budget()));
            List<MatchResult> possible = POSSIBLE.matcher(refusal).results().toList();
            assertThat(possible).as(refusal).isNotEmpty();
            possible.forEach(found -> budgets.put(found.group(1), Double.valueOf(found.group(2))));
            // What was impossible hid what time can reach.
            if (!budgets.getOrDefault(Bound.LATENCY, 1.0).equals(1.0) && !refusal.contains(Bound.LATENCY)) {
                budgets.put(Bound.LATENCY, 1.0);
            }
            return budgets;
        }

        private void finish(BudgetGuard guard) {
            List<Double> actions = new ArrayList<>();
            List<Integer> decided = new ArrayList<>();
            double least = random.nextDouble();
            while (decided.size() < groups.size()) {
                actions.add(least * random.nextDouble());
                decided.add(guard.kept(decided, actions.get(actions.size() - 1)));
            }
            List<Integer> filled = new BudgetFill(guard, (group, kept) -> 0).filled(decided, actions);
            for (List<Integer> counts : List.of(decided, filled)) {
                int[] kept = counts.stream().mapToInt(Integer::intValue).toArray();
                for (int group = 0; group < kept.length; group++) {
                    assertThat(grid.legal().get(group).counts()).contains(kept[group]);
                }
                assertThat(guard.holds(kept)).isTrue();
                finished++;
            }
            assertThat(isWithin(filled.stream().mapToInt(Integer::intValue).toArray()))
                    .as("seed %d: %s", seed, filled)
                    .isTrue();
        }

        private long plans() {
            return grid.legal().stream()
                    .mapToLong(legal -> legal.counts().size())
                    .reduce(1, (product, size) -> Math.min(product * size, FEW_PLANS + 1));
        }

        /** Tries every plan, by what the nodes cost one by one. */
        private boolean somePlanIsWithin(int group, int... kept) {
            if (group == kept.length) {
                return holds(
                        new Cost(
                                sum(cost.macsByNode(kept)),
                                sum(cost.parametersByNode(kept)),
                                cost.peakActivations(kept)),
                        Optional.empty(),
                        kept);
            }
            return grid.legal().get(group).counts().stream().anyMatch(count -> {
                kept[group] = count;
                return somePlanIsWithin(group + 1, kept);
            });
        }

        private static long sum(Map<String, Long> byNode) {
            return byNode.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Of the network that surgery builds. */
        private boolean isWithin(int... kept) {
            TreeMap<String, List<Integer>> units = new TreeMap<>();
            for (int group = 0; group < kept.length; group++) {
                units.put(
                        groups.get(group).name(),
                        IntStream.range(0, kept[group]).boxed().toList());
            }
            NetworkGraph pruned = Surgeon.prune(graph, groups, new PruningPlan(units));
            return holds(CostModel.costOf(pruned), Optional.of((long) OnnxCodec.toBytes(pruned).length), kept);
        }

        private boolean holds(Cost pruned, Optional<Long> bytes, int... kept) {
            Cost whole = cost.whole();
            return isWithin(Bound.MACS, pruned.macs(), whole.macs())
                    && isWithin(Bound.PARAMETERS, pruned.parameters(), whole.parameters())
                    && isWithin(Bound.BYTES, bytes.orElse(file - whole.bytes() + pruned.bytes()), file)
                    && isWithin(Bound.PEAK_MEMORY, pruned.peakActivations(), whole.peakActivations())
                    && (budget(Bound.LATENCY) == 1 || time(kept) <= budget(Bound.LATENCY));
        }

        private boolean isWithin(String key, long pruned, long whole) {
            return budget(key) == 1 || pruned <= budget(key) * whole;
        }

        private double budget(String key) {
            return bounds.stream()
                    .filter(bound -> bound.key().equals(key))
                    .findFirst()
                    .orElseThrow()
                    .budget();
        }
    }
}
