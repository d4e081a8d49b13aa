package io.espalier.experiments.policy;

import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.training.EpochProgress;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.policy.Match;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyPruner;
import java.util.Optional;

/** Makes a run's pruned network again from the unpruned one: surgery, reconstruction and fine-tuning as the policy's recipe says. */
public final class PolicyReplay {

    private final Match match;
    private final Until until;
    private final Console console;
    private final Interruption interruption;

    /** What is done last. */
    public enum Until {
        /** Surgery: no data is read. */
        CUT,
        RECONSTRUCTED,
        FINE_TUNED
    }

    /** @param match which networks the policy may be applied to */
    public PolicyReplay(Match match, Until until, Console console, Interruption interruption) {
        this.match = match;
        this.until = until;
        this.console = console;
        this.interruption = interruption;
    }

    /**
     * The smaller network.
     *
     * @param graph the unpruned network
     * @throws IllegalArgumentException if the policy may not be applied to this network
     */
    public NetworkGraph apply(NetworkGraph graph, Policy policy) {
        PolicyPruner pruner = PolicyPruner.of(policy).matching(match);
        boolean own = GraphDigest.of(graph).equals(policy.network());
        if (until == Until.CUT) {
            NetworkGraph cut = pruner.prune(graph);
            sayWhose(own);
            say(own, "after surgery", cut, Optional.of(policy.result().cut()));
            return cut;
        }
        PruningPlan plan = pruner.plan(graph, Coupling.groups(graph));
        sayWhose(own);
        Recovery recovery = Recovery.prepare(graph, Recipe.of(policy));
        recovery.data().lines().forEach(console::note);
        NetworkGraph reconstructed = recovery.reconstruct(plan);
        say(own, "after reconstruction", reconstructed, policy.result().reconstructed());
        boolean ended = policy.result().reconstructed().equals(policy.result().fineTuned());
        if (until == Until.RECONSTRUCTED || ended) {
            return reconstructed;
        }
        try (EpochProgress progress = new EpochProgress(
                console, interruption, recovery.recipe().fineTuning().epochs())) {
            NetworkGraph fineTuned = recovery.fineTune(reconstructed, progress);
            say(own, "after fine-tuning", fineTuned, policy.result().fineTuned());
            return fineTuned;
        }
    }

    private void sayWhose(boolean own) {
        if (!own) {
            console.note("not the network that the policy was learned for: its counts are kept, the units are chosen by"
                    + " the size of their weights");
        }
    }

    /** @param expected nothing where the policy promises nothing */
    private void say(boolean own, String stage, NetworkGraph graph, Optional<String> expected) {
        if (own && expected.isPresent()) {
            boolean same = GraphDigest.of(graph).equals(expected.get());
            console.note(stage + (same ? ": bit for bit the run's network" : ": " + DIFFERENT));
        }
    }

    private static final String DIFFERENT =
            "not bit for bit the run's network (another version, processor or number of OpenMP threads rounds otherwise)";
}
