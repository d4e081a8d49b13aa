package io.espalier.experiments.policy;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.surgery.Surgeon;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the policy that a run leaves from what it found. */
public final class PolicyAssembly {

    private PolicyAssembly() {}

    /**
     * The policy for a plan.
     *
     * @param budget of the search, or that the plan was asked for
     * @param outcome the plan with what was seen of it
     */
    public static Policy of(
            Recovery recovery,
            SearchConfig.Budget budget,
            EpisodeOutcome outcome,
            Recovered recovered,
            Policy.Provenance provenance) {
        NetworkGraph unpruned = recovery.unpruned();
        PruningPlan plan = outcome.plan();
        return new Policy(
                Policy.FORMAT,
                GraphDigest.of(unpruned),
                Policy.groups(unpruned, recovery.groups(), plan),
                bounds(budget),
                expected(outcome.evaluation(), CostModel.costOf(unpruned)),
                Policy.Result.recovered(
                        GraphDigest.of(Surgeon.prune(unpruned, recovery.groups(), plan)),
                        GraphDigest.of(recovered.reconstructed()),
                        GraphDigest.of(recovered.fineTuned())),
                PolicyFile.recipe(recovery.recipe().forAnyMachine()),
                provenance);
    }

    private static SortedMap<String, Double> bounds(SearchConfig.Budget budget) {
        SortedMap<String, Double> bounds = new TreeMap<>();
        bounds.put("macs", budget.macs());
        bounds.put("parameters", budget.parameters());
        bounds.put("bytes", budget.bytes());
        bounds.put("peak_memory", budget.peakMemory());
        bounds.put("latency", budget.latency());
        bounds.values().removeIf(share -> share >= 1);
        return bounds;
    }

    private static Policy.Expected expected(Evaluation evaluation, Cost whole) {
        return new Policy.Expected(
                Optional.of(evaluation.accuracy()),
                (double) evaluation.cost().macs() / whole.macs(),
                (double) evaluation.cost().parameters() / whole.parameters(),
                evaluation.latency().map(PolicyAssembly::latency));
    }

    private static Policy.Latency latency(CandidateLatency latency) {
        return new Policy.Latency(
                latency.ratio(), latency.lower(), latency.upper(), latency.isMeasured(), latency.fingerprint());
    }
}
