package io.espalier.agent;

import io.espalier.agent.NetworkSettings.CriticInput;
import io.espalier.agent.ReturnSettings.Credit;
import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.agent.settings.Require;

/**
 * Twin delayed deterministic policy gradients (Fujimoto et al. 2018, arXiv 1802.09477). The update rule's own constants are the paper's; the
 * rest was reasoned for searches of 200 evaluations and tried together, not one by one, see docs/learners.md.
 *
 * @param networks of actor and critics, of which there are two at least
 * @param start how the search begins
 * @param noise of the training episodes' actions
 * @param updates of the networks
 * @param returns that the critics learn
 * @param proposals which walks are evaluated
 * @param delay of the actor and of the targets' noise
 */
public record Td3Settings(
        NetworkSettings networks,
        StartSettings start,
        NoiseSettings noise,
        UpdateSettings updates,
        ReturnSettings returns,
        ProposalSettings proposals,
        Delay delay) {

    public static final Td3Settings DEFAULTS = new Td3Settings(
            new NetworkSettings(128, 128, 3e-4, 1e-3, 2, CriticInput.PLAN),
            new StartSettings(0, 500, 1),
            new NoiseSettings(0.2, 0.99, 0.03),
            new UpdateSettings(64, 0.25, 20_000, 2, 0.01),
            new ReturnSettings(Scale.RANK, Credit.LAST_STEP, 1, 0.5),
            new ProposalSettings(32, 0.5, true),
            new Delay(2, 0.05, 0.1));

    /** @throws IllegalArgumentException if there are fewer than two critics */
    public Td3Settings {
        Require.that(networks.critics() >= 2, "critics must be at least 2", networks.critics());
    }

    /**
     * What TD3 adds to DDPG beside the second critic.
     *
     * @param updates of the critics for one of the actor and of the targets
     * @param smoothing deviation of the noise on the target actor's actions
     * @param smoothingLimit that the noise is clipped to
     */
    public record Delay(int updates, double smoothing, double smoothingLimit) {

        /** DDPG: the actor moves with every update, and the targets are not smoothed. */
        static final Delay NONE = new Delay(1, 0, 0);

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Delay {
            Require.that(updates > 0, "updates must be positive", updates);
            Require.that(smoothing >= 0, "smoothing must not be negative", smoothing);
            Require.that(smoothingLimit >= 0, "smoothingLimit must not be negative", smoothingLimit);
        }
    }

    ActorCriticSettings common() {
        return new ActorCriticSettings(networks, start, updates, returns, proposals);
    }

    public Td3Settings withNetworks(NetworkSettings changed) {
        return new Td3Settings(changed, start, noise, updates, returns, proposals, delay);
    }

    public Td3Settings withStart(StartSettings changed) {
        return new Td3Settings(networks, changed, noise, updates, returns, proposals, delay);
    }

    public Td3Settings withNoise(NoiseSettings changed) {
        return new Td3Settings(networks, start, changed, updates, returns, proposals, delay);
    }

    public Td3Settings withUpdates(UpdateSettings changed) {
        return new Td3Settings(networks, start, noise, changed, returns, proposals, delay);
    }

    public Td3Settings withReturns(ReturnSettings changed) {
        return new Td3Settings(networks, start, noise, updates, changed, proposals, delay);
    }

    public Td3Settings withProposals(ProposalSettings changed) {
        return new Td3Settings(networks, start, noise, updates, returns, changed, delay);
    }
}
