package io.espalier.experiments.policy;

import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.training.EpochProgress;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import java.nio.file.Path;

/** Makes a run's pruned network again from the unpruned one: surgery, reconstruction and fine-tuning as the policy's recipe says. */
public final class PolicyReplay {

    private final boolean fineTuning;
    private final Console console;
    private final Interruption interruption;

    /**
     * @param fineTuning false stops after reconstruction
     */
    public PolicyReplay(boolean fineTuning, Console console, Interruption interruption) {
        this.fineTuning = fineTuning;
        this.console = console;
        this.interruption = interruption;
    }

    /**
     * The smaller network.
     *
     * @param graph the unpruned network
     * @param file {@code policy.json} of a run
     * @throws IllegalArgumentException if the policy was learned for another network, or the file holds no policy
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public NetworkGraph apply(NetworkGraph graph, Path file) {
        Policy policy = PolicyFile.read(file);
        String digest = GraphDigest.of(graph);
        if (!digest.equals(policy.network())) {
            throw new IllegalArgumentException(
                    "policy %s must be applied to the network it was learned for (digest %s...): digest %s..."
                            .formatted(file, start(policy.network()), start(digest)));
        }
        Recovery recovery = Recovery.prepare(graph, policy.recipe());
        recovery.data().lines().forEach(console::note);
        policy.plan().requireFits(recovery.groups());
        NetworkGraph reconstructed = recovery.reconstruct(policy.plan());
        say("after reconstruction", reconstructed, policy.result().reconstructed());
        boolean ended = policy.result().reconstructed().equals(policy.result().fineTuned());
        if (!fineTuning || ended) {
            return reconstructed;
        }
        try (EpochProgress progress = new EpochProgress(
                console, interruption, policy.recipe().fineTuning().epochs())) {
            NetworkGraph fineTuned = recovery.fineTune(reconstructed, progress);
            say("after fine-tuning", fineTuned, policy.result().fineTuned());
            return fineTuned;
        }
    }

    private void say(String stage, NetworkGraph graph, String expected) {
        boolean same = GraphDigest.of(graph).equals(expected);
        console.note(stage + (same ? ": bit for bit the run's network" : ": " + DIFFERENT));
    }

    private static String start(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }

    private static final String DIFFERENT =
            "not bit for bit the run's network (another processor or number of OpenMP threads rounds otherwise)";
}
