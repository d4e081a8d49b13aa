package io.espalier.agent;

import io.espalier.models.random.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.nd4j.linalg.activations.Activation;

/**
 * The actor, from a state to an action, the critic, from a state and an action to a value, and the slow copy of each that the targets
 * come from.
 */
record DdpgNetworks(DenseNetwork actor, DenseNetwork critic, DenseNetwork actorTarget, DenseNetwork criticTarget) {

    /** Each copy begins equal to its network. */
    static DdpgNetworks create(int features, DdpgSettings.Networks settings, long seed) {
        return new DdpgNetworks(
                actor(features, settings, seed),
                critic(features, settings, seed),
                actor(features, settings, seed),
                critic(features, settings, seed));
    }

    private static DenseNetwork actor(int features, DdpgSettings.Networks settings, long seed) {
        RandomKey key = RandomKey.of(seed, "ddpg.actor");
        return DenseNetwork.create(features, Activation.SIGMOID, settings.actorLearningRate(), settings, key);
    }

    // One matrix for state and action side by side is the same function as AMC's sum of two first layers.
    private static DenseNetwork critic(int features, DdpgSettings.Networks settings, long seed) {
        RandomKey key = RandomKey.of(seed, "ddpg.critic");
        return DenseNetwork.create(features + 1, Activation.IDENTITY, settings.criticLearningRate(), settings, key);
    }

    void moveTargets(double tau) {
        actorTarget.moveTowards(actor, tau);
        criticTarget.moveTowards(critic, tau);
    }

    boolean finite() {
        return Double.isFinite(actor.parameters().sumNumber().doubleValue())
                && Double.isFinite(critic.parameters().sumNumber().doubleValue());
    }

    void save(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        files(folder).forEach((file, network) -> network.save(file.toFile()));
    }

    void restore(Path folder) {
        files(folder).forEach((file, network) -> network.restore(file.toFile()));
    }

    private Map<Path, DenseNetwork> files(Path folder) {
        return Map.of(
                folder.resolve("actor.zip"), actor,
                folder.resolve("critic.zip"), critic,
                folder.resolve("actor-target.zip"), actorTarget,
                folder.resolve("critic-target.zip"), criticTarget);
    }
}
