package io.espalier.experiments.interpretation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.runtime.Score;
import io.espalier.models.zoo.ZooNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeaveOneOutTest {

    private static final NetworkGraph GRAPH = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
    private static final List<ChannelGroup> GROUPS = Coupling.groups(GRAPH);
    private static final CostModel COST = CostModel.of(GRAPH, GROUPS);
    private static final double ROUNDING = 1e-12;
    /** What a removed channel costs in the first group, the second and so on. */
    private static final double CHANNEL = 0.01;

    private final List<PruningPlan> asked = new ArrayList<>();

    @Test
    void tellsWhatComesBackWithEachGroup() {
        PruningPlan plan = PruningPlan.of(Map.of(
                GROUPS.get(0).name(), List.of(0, 1, 2),
                GROUPS.get(1).name(), IntStream.range(0, 10).boxed().toList()));
        LeaveOneOut leaving = new LeaveOneOut(
                GROUPS, COST, Optional.of(kept -> Arrays.stream(kept).sum() / 1000.0));

        List<GroupEffect> effects = leaving.of(plan, evaluation(plan), this::evaluateAll);

        assertThat(effects).hasSameSizeAs(GROUPS);
        for (int group = 0; group < 2; group++) {
            GroupEffect effect = effects.get(group);
            int removed = effect.width() - effect.kept();
            assertThat(effect.group()).isEqualTo(GROUPS.get(group).name());
            assertThat(effect.accuracyCost()).isCloseTo((group + 1) * CHANNEL * removed, within(ROUNDING));
            assertThat(effect.latencySaved().orElseThrow()).isCloseTo(removed / 1000.0, within(ROUNDING));
            assertThat(effect.macsSaved()).isPositive();
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void aGroupThatIsWholeCostsNothingAndIsNotEvaluated() {
        PruningPlan plan = PruningPlan.of(Map.of(GROUPS.get(1).name(), List.of(0, 1)));

        List<GroupEffect> effects =
                new LeaveOneOut(GROUPS, COST, Optional.empty()).of(plan, evaluation(plan), this::evaluateAll);

        assertThat(effects.get(0))
                .isEqualTo(new GroupEffect(
                        GROUPS.get(0).name(),
                        GROUPS.get(0).width(),
                        GROUPS.get(0).width(),
                        0,
                        0,
                        Optional.empty()));
        assertThat(asked).containsExactly(PruningPlan.NOTHING);
    }

    private List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        asked.addAll(plans);
        return plans.stream().map(LeaveOneOutTest::evaluation).toList();
    }

    private static Evaluation evaluation(PruningPlan plan) {
        double accuracy = 1;
        for (int group = 0; group < GROUPS.size(); group++) {
            ChannelGroup channels = GROUPS.get(group);
            accuracy -= (group + 1)
                    * CHANNEL
                    * (channels.width() - plan.keptOf(channels).size());
        }
        return new Evaluation(new Score(accuracy, 1, accuracy), COST.whole(), Optional.empty());
    }
}
