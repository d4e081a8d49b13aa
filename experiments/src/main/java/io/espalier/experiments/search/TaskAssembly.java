package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.agent.LearnerKind;
import io.espalier.agent.LearnerSettings;
import io.espalier.env.action.ActionGrid;
import io.espalier.env.action.Bound;
import io.espalier.env.action.BudgetGuard;
import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.profile.Profiler;
import io.espalier.env.state.StateEncoder;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.cost.CostModel;
import io.espalier.models.importance.CoupledImportance;
import io.espalier.models.importance.L1Norm;
import io.espalier.models.importance.UnitRanking;
import java.util.List;

/** Puts the parts of a search together as the config says. */
final class TaskAssembly {

    private final SearchConfig config;
    private final Recovery recovery;
    private final CostModel cost;
    private final UnitRanking ranking;
    private final BudgetGuard guard;

    /** @throws IllegalArgumentException if the budget cannot be reached */
    TaskAssembly(SearchConfig config, Recovery recovery) {
        this.config = config;
        this.recovery = recovery;
        this.cost = CostModel.of(recovery.unpruned(), recovery.groups());
        this.ranking = UnitRanking.of(recovery.unpruned(), recovery.groups(), CoupledImportance.of(new L1Norm()));
        this.guard = new BudgetGuard(
                ActionGrid.of(recovery.groups(), config.action()),
                List.of(Bound.macs(config.budget().macs(), cost)));
    }

    Recovery recovery() {
        return recovery;
    }

    List<GroupProfile> profile(CandidateEvaluator evaluator, double baselineAccuracy) {
        GroupGradients gradients = GroupGradients.of(recovery);
        return new Profiler(recovery.unpruned(), cost, ranking, gradients::of, group -> GroupProfile.Latency.UNKNOWN)
                .profile(evaluator, baselineAccuracy);
    }

    PruningTask task(List<GroupProfile> profiles) {
        return new PruningTask(guard, new StateEncoder(profiles), ranking, cost, config.reward());
    }

    Learner learner(PruningTask task) {
        return new LearnerSettings(
                        LearnerKind.DDPG, guard.uniformAction(), config.search().ddpg())
                .withKind(config.search().agent())
                .create(task.encoder().schema(), config.seed());
    }
}
