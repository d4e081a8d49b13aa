package io.espalier.agent.levels;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One of RL4J's algorithms with its networks. Mutable and not thread-safe. */
public interface LevelRule {

    /** How a level is chosen while learning. */
    enum Choice {
        /** The best one, or with the chance epsilon any. */
        EPSILON_GREEDY,
        /** Each with the chance that the output says. */
        BY_CHANCE
    }

    Choice choice();

    /**
     * What the levels are worth: values, or chances that sum to 1.
     *
     * @param observation {@code [1, features]}
     * @return one number a level; the largest is the best level's
     */
    double[] preferences(INDArray observation);

    /** Learns from one finished episode: observations {@code [1, features]}, levels, and the reward of the last step. */
    void learn(List<StateActionRewardState<Integer>> episode);

    /** Episodes learned from. */
    int episodes();

    /** What the journal tells of the last {@link #learn}, by name. */
    Map<String, Double> statistics();

    /** Whether every weight is. */
    boolean finite();

    /** Writes all that further learning depends on into a folder that exists. */
    void save(Path folder);

    /** Reads what {@link #save} wrote. */
    void restore(Path folder);
}
