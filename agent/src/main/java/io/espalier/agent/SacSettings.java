package io.espalier.agent;

import io.espalier.agent.NetworkSettings.CriticInput;
import io.espalier.agent.ReturnSettings.Credit;
import io.espalier.agent.ReturnSettings.Scale;
import io.espalier.agent.settings.Require;

/**
 * Soft actor-critic with automatic temperature (Haarnoja et al. 2018, arXiv 1812.05905). The update rule's own constants are the paper's; the
 * rest was reasoned for searches of 200 evaluations and tried together, not one by one, see docs/learners.md.
 *
 * @param networks of actor and critics, of which there are two at least
 * @param start how the search begins
 * @param updates of the networks
 * @param returns that the critics learn
 * @param proposals which walks are evaluated
 * @param temperature of the entropy
 */
public record SacSettings(
        NetworkSettings networks,
        StartSettings start,
        UpdateSettings updates,
        ReturnSettings returns,
        ProposalSettings proposals,
        Temperature temperature) {

    public static final SacSettings DEFAULTS = new SacSettings(
            new NetworkSettings(128, 128, 3e-4, 1e-3, 2, CriticInput.PLAN),
            new StartSettings(0, 500, 1),
            new UpdateSettings(64, 0.25, 20_000, 2, 0.01),
            new ReturnSettings(Scale.RANK, Credit.LAST_STEP, 1, 0.5),
            new ProposalSettings(32, 0.5, true),
            new Temperature(0.05, 3e-4, -2.7));

    /** @throws IllegalArgumentException if there are fewer than two critics */
    public SacSettings {
        Require.that(networks.critics() >= 2, "critics must be at least 2", networks.critics());
    }

    /**
     * The weight of the policy's entropy beside the value.
     *
     * @param initial positive
     * @param learningRate of Adam, on its logarithm
     * @param targetEntropy of an action in [0, 1], in nats, at most 0, which the uniform distribution has; the paper's, minus the number of
     *     actions, is for [-1, 1] and would be -1 - ln 2 here
     */
    public record Temperature(double initial, double learningRate, double targetEntropy) {

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Temperature {
            Require.that(initial > 0, "initial must be positive", initial);
            Require.that(learningRate > 0, "learningRate must be positive", learningRate);
            Require.that(targetEntropy <= 0, "targetEntropy must not be positive", targetEntropy);
        }
    }

    ActorCriticSettings common() {
        return new ActorCriticSettings(networks, start, updates, returns, proposals);
    }

    public SacSettings withNetworks(NetworkSettings changed) {
        return new SacSettings(changed, start, updates, returns, proposals, temperature);
    }

    public SacSettings withStart(StartSettings changed) {
        return new SacSettings(networks, changed, updates, returns, proposals, temperature);
    }

    public SacSettings withUpdates(UpdateSettings changed) {
        return new SacSettings(networks, start, changed, returns, proposals, temperature);
    }

    public SacSettings withReturns(ReturnSettings changed) {
        return new SacSettings(networks, start, updates, changed, proposals, temperature);
    }

    public SacSettings withProposals(ProposalSettings changed) {
        return new SacSettings(networks, start, updates, returns, changed, temperature);
    }
}
