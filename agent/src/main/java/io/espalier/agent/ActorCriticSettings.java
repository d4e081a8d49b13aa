package io.espalier.agent;

/** What the learners with an actor and critics have in common. */
record ActorCriticSettings(
        NetworkSettings networks,
        StartSettings start,
        UpdateSettings updates,
        ReturnSettings returns,
        ProposalSettings proposals) {}
