package io.espalier.agent;

import io.espalier.env.contract.ContinuousActionSchema;
import org.deeplearning4j.rl4j.learning.IHistoryProcessor;
import org.deeplearning4j.rl4j.mdp.MDP;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.deeplearning4j.rl4j.space.ActionSpace;
import org.deeplearning4j.rl4j.space.Encodable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** RL4J's policy for a rule that knows the number of the step; it counts the steps of its episode. */
@SuppressWarnings("deprecation") // RL4J's interface still asks for two methods of its older way to play
final class StepPolicy implements IPolicy<Double> {

    /** The action in [0, 1] of a step, counted from 0, given an observation {@code [1, features]}. */
    interface Rule {
        double action(int step, INDArray observation);
    }

    private final Rule rule;
    private int step;

    StepPolicy(Rule rule) {
        this.rule = rule;
    }

    @Override
    public Double nextAction(Observation observation) {
        return nextAction(observation.getData());
    }

    @Override
    public Double nextAction(INDArray observation) {
        return ContinuousActionSchema.checked(rule.action(step++, observation));
    }

    @Override
    public void reset() {
        step = 0;
    }

    /** RL4J's older way to run an episode, on its older kind of environment. */
    @Override
    public <O extends Encodable, S extends ActionSpace<Double>> double play(
            MDP<O, Double, S> mdp, IHistoryProcessor history) {
        throw new UnsupportedOperationException("episodes run through RL4J's Agent, see RoundRunner");
    }
}
