package io.espalier.agent;

import io.espalier.agent.NetworkSettings.CriticInput;
import io.espalier.agent.ReturnSettings.Credit;
import io.espalier.agent.ReturnSettings.Scale;

/**
 * Deep deterministic policy gradients (Lillicrap et al. 2016, arXiv 1509.02971). The defaults are AMC's (He et al. 2018, arXiv 1802.03494,
 * and its published code) but for the number of random episodes, 100 of 800 there, which a search of 150 cannot afford.
 *
 * @param networks of actor and critic
 * @param start how the search begins
 * @param noise of the training episodes' actions
 * @param updates of the networks
 * @param returns that the critic learns
 * @param proposals which walks are evaluated
 */
public record DdpgSettings(
        NetworkSettings networks,
        StartSettings start,
        NoiseSettings noise,
        UpdateSettings updates,
        ReturnSettings returns,
        ProposalSettings proposals) {

    public static final DdpgSettings DEFAULTS = new DdpgSettings(
            new NetworkSettings(300, 300, 1e-4, 1e-3, 1, CriticInput.STATE),
            new StartSettings(40, 0, 0),
            new NoiseSettings(0.5, 0.95, 0),
            new UpdateSettings(64, 0, 2000, 1, 0.01),
            new ReturnSettings(Scale.BASELINE, Credit.EVERY_STEP, 1, 0),
            new ProposalSettings(1, 0, false));

    ActorCriticSettings common() {
        return new ActorCriticSettings(networks, start, updates, returns, proposals);
    }

    public DdpgSettings withNetworks(NetworkSettings changed) {
        return new DdpgSettings(changed, start, noise, updates, returns, proposals);
    }

    public DdpgSettings withStart(StartSettings changed) {
        return new DdpgSettings(networks, changed, noise, updates, returns, proposals);
    }

    public DdpgSettings withNoise(NoiseSettings changed) {
        return new DdpgSettings(networks, start, changed, updates, returns, proposals);
    }

    public DdpgSettings withUpdates(UpdateSettings changed) {
        return new DdpgSettings(networks, start, noise, changed, returns, proposals);
    }

    public DdpgSettings withReturns(ReturnSettings changed) {
        return new DdpgSettings(networks, start, noise, updates, changed, proposals);
    }

    public DdpgSettings withProposals(ProposalSettings changed) {
        return new DdpgSettings(networks, start, noise, updates, returns, changed);
    }
}
