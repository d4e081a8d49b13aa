package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.actor.PlanningPruner;
import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyPruner;
import io.espalier.models.random.RandomKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What the library plans with an actor, beside what the environment does with the same one. */
class PlannedByActorTest {

    private static final int NETWORKS = 300;
    private static final int BUDGETS = 4;

    private static final Pattern POSSIBLE = Pattern.compile("budget\\.macs must be at least ([0-9.]+)");

    private int planned;
    private int refused;
    private final Set<PruningPlan> different = new HashSet<>();

    @Test
    void plansAreThoseOfTheEnvironmentAndExactlyWithinTheBudget() {
        for (long seed = 1; seed <= NETWORKS; seed++) {
            NetworkGraph network = RandomNetworks.any(seed);
            if (!Coupling.groups(network).isEmpty()) {
                check(
                        TaughtActor.of(seed, network),
                        RandomKey.of(seed, "test.asked").generator(),
                        seed);
            }
        }
        assertThat(planned).as("plans").isGreaterThan(2 * NETWORKS);
        assertThat(different).as("different plans").hasSizeGreaterThan(NETWORKS);
        assertThat(refused).as("impossible budgets").isGreaterThan(NETWORKS / 10);
    }

    private void check(TaughtActor taught, RandomGenerator random, long seed) {
        try (PlanningPruner pruner = PlanningPruner.of(taught.description(), taught.model())) {
            for (int i = 0; i < BUDGETS; i++) {
                Map<String, Double> budgets = new HashMap<>(Map.of("macs", 0.3 + 0.6 * random.nextDouble()));
                if (random.nextInt(4) == 0) {
                    budgets.put("peak_memory", 0.6 + 0.4 * random.nextDouble());
                }
                if (isPossible(taught, budgets)) {
                    planned++;
                    Policy policy = pruner.plan(taught.network(), budgets);
                    different.add(policy.plan());
                    assertSame(taught, policy, taught.walked(budgets), seed);
                    assertWithin(taught, policy, budgets, seed);
                } else {
                    refused++;
                    assertRefused(taught, pruner, budgets, seed);
                }
            }
        }
    }

    private static void assertSame(TaughtActor taught, Policy policy, PruningPlan walked, long seed) {
        List<ChannelGroup> groups = taught.cost().groups();
        for (ChannelGroup group : groups) {
            assertThat(policy.plan().keptOf(group))
                    .as("seed %d, %s", seed, group.name())
                    .isEqualTo(walked.keptOf(group));
        }
    }

    private static void assertWithin(TaughtActor taught, Policy policy, Map<String, Double> budgets, long seed) {
        NetworkGraph pruned = PolicyPruner.of(policy).prune(taught.network());
        Cost left = CostModel.costOf(pruned);
        Cost whole = taught.cost().whole();
        assertThat((double) left.macs() / whole.macs())
                .as("seed %d", seed)
                .isEqualTo(policy.expected().macs())
                .isLessThanOrEqualTo(budgets.getOrDefault("macs", 1.0));
        assertThat((double) left.peakActivations() / whole.peakActivations())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(budgets.getOrDefault("peak_memory", Double.MAX_VALUE));
    }

    private static boolean isPossible(TaughtActor taught, Map<String, Double> budgets) {
        try {
            taught.walked(budgets);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void assertRefused(
            TaughtActor taught, PlanningPruner pruner, Map<String, Double> budgets, long seed) {
        assertThatThrownBy(() -> pruner.plan(taught.network(), budgets))
                .as("seed %d", seed)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("budget\\.\\w+ must be at least .*");
    }

    @Test
    void whatIsToldToBePossibleIs() {
        TaughtActor taught = TaughtActor.of(3, RandomNetworks.residual(3));
        try (PlanningPruner pruner = PlanningPruner.of(taught.description(), taught.model())) {
            assertThatThrownBy(() -> pruner.plan(taught.network(), Map.of("macs", 0.01)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("which action.max_ratio")
                    .satisfies(refusal -> {
                        Matcher told = POSSIBLE.matcher(String.valueOf(refusal.getMessage()));
                        assertThat(told.find()).isTrue();
                        double least = Double.parseDouble(told.group(1));
                        assertThat(pruner.plan(taught.network(), Map.of("macs", least))
                                        .expected()
                                        .macs())
                                .isLessThanOrEqualTo(least);
                    });
        }
    }

    @Test
    void whatCannotBeComputedIsRefusedByName() {
        TaughtActor taught = TaughtActor.of(3, RandomNetworks.residual(3));
        try (PlanningPruner pruner = PlanningPruner.of(taught.description(), taught.model())) {
            assertThatThrownBy(() -> pruner.plan(taught.network(), Map.of("latency", 0.5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "budgets must be of [macs, parameters, bytes, peak_memory], which follow from channel counts:"
                                    + " 'latency'");
            assertThatThrownBy(() -> pruner.plan(taught.network(), Map.of("macs", 1.5)))
                    .hasMessage("budget.macs must be in (0, 1]: 1.5");
            assertThatThrownBy(() -> pruner.plan(RandomNetworks.residual(4), Map.of("macs", 0.5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("actor must be asked about the network it was taught on (digest ");
        }
    }

    @Test
    void anotherActorIsRefused() {
        TaughtActor taught = TaughtActor.of(3, RandomNetworks.residual(3));
        TaughtActor other = TaughtActor.of(4, RandomNetworks.residual(4));
        assertThatThrownBy(() -> PlanningPruner.of(taught.description(), other.model()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("actor must be the one that is described (digest ");
    }

    @Test
    void onePrunerServesManyThreads() {
        TaughtActor taught = TaughtActor.of(5, RandomNetworks.residual(5));
        byte[] network = OnnxCodec.toBytes(taught.network());
        try (PlanningPruner pruner = PlanningPruner.of(taught.description(), taught.model())) {
            List<CompletableFuture<byte[]>> asked = IntStream.range(0, 12)
                    .mapToObj(caller -> CompletableFuture.supplyAsync(
                            () -> pruner.prune(network, Map.of("macs", caller % 2 == 0 ? 0.5 : 0.7))))
                    .toList();
            for (int caller = 0; caller < asked.size(); caller++) {
                assertThat(asked.get(caller).join())
                        .isEqualTo(asked.get(caller % 2).join());
            }
            assertThat(asked.get(0).join()).isNotEqualTo(asked.get(1).join());
        }
    }
}
