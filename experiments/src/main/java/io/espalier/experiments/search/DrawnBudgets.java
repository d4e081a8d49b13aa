package io.espalier.experiments.search;

import io.espalier.env.contract.SearchProblem;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.walk.PruningTask;
import io.espalier.env.walk.TaskModel;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tasks of a search whose rounds have budgets of their own, as its seed draws them.
 *
 * @param table where latencies are predicted
 */
record DrawnBudgets(
        SearchConfig config, TaskAssembly assembly, List<GroupProfile> profiles, Optional<PredictedLatency> table) {

    /** Budgets that a learner is advised for before its first episode, evenly over the range. */
    private static final int ADVISED = 6;

    /** A task and what a learner may know of it. */
    record Played(PruningTask task, SearchProblem problem, double macs) {}

    /** The task of a round. */
    Played in(int round) {
        double share = RandomKey.of(config.seed(), "search.budget")
                .at(round)
                .generator()
                .nextDouble();
        return with(config.search().budgets().macs().at(share));
    }

    /** The task of the plan that the run delivers. */
    Played delivered() {
        return with(config.budget().macs());
    }

    /** Problems like those to come, that of the delivered plan first. */
    List<SearchProblem> advised() {
        List<Played> even = IntStream.range(0, ADVISED)
                .mapToObj(i -> with(config.search().budgets().macs().at((double) i / (ADVISED - 1))))
                .toList();
        return Stream.concat(Stream.of(delivered()), even.stream())
                .map(Played::problem)
                .toList();
    }

    private Played with(double macs) {
        PruningTask task = assembly.task(profiles, table, macs);
        return new Played(task, TaskModel.problem(task, profiles), macs);
    }
}
