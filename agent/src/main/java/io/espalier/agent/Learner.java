package io.espalier.agent;

import io.espalier.env.contract.SearchProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.policy.IPolicy;

/**
 * What decides the actions and learns from what came of them. A learner is made for one observation schema and one seed; the same seed
 * and the same trajectories give the same bits. Its state changes in {@link #face}, {@link #learn} and {@link #restore} alone, so policies handed out
 * between two of these calls may act in any order and on any thread.
 *
 * <p>A policy serves one episode on one thread at a time; its {@code reset()} begins the episode anew.
 */
public interface Learner {

    /** The name in configurations, for instance {@code "ddpg"}. */
    String name();

    /**
     * The problem of the episodes that follow, from the next round on.
     *
     * @param problem that differs from the one before in its budget alone
     * @throws UnsupportedOperationException if this learner knows one problem only
     */
    default void face(SearchProblem problem) {
        throw new UnsupportedOperationException(name() + " knows one problem only");
    }

    /** The policy of one training episode; the action of a step depends on the key, the step and the observation alone. */
    IPolicy<Double> explorer(EpisodeKey episode);

    /** The policy that is best by what has been learned so far, by observations alone; it draws nothing at random. */
    IPolicy<Double> greedy();

    /**
     * Policies by all that has been learned of the problem that is faced, the best first; nothing is evaluated for them.
     *
     * @param count how many at most, at least 1
     */
    default List<IPolicy<Double>> answers(int count) {
        return List.of(greedy());
    }

    /**
     * The network behind {@link #greedy()}, from an observation {@code [batch, features]} to an action {@code [batch, 1]}: a copy, for
     * export. Empty for learners without one.
     */
    default Optional<MultiLayerNetwork> actor() {
        return Optional.empty();
    }

    /**
     * Learns from one round.
     *
     * @param round one trajectory for each episode, in the order of the episodes
     * @throws IllegalStateException naming the round and the update if a loss or a weight becomes NaN or infinite
     */
    void learn(List<Trajectory> round);

    /** What the journal tells of the last round's learning, by name; every value is finite. */
    Map<String, Double> statistics();

    /**
     * Writes all that further learning depends on.
     *
     * @param folder made if it is missing; files of an earlier save are replaced
     * @throws java.io.UncheckedIOException with the path if it cannot be written
     */
    void save(Path folder);

    /**
     * Becomes the learner that was saved: from here on it acts and learns to the bit as that one would have.
     *
     * @throws java.io.UncheckedIOException with the path if it cannot be read
     * @throws IllegalArgumentException if it was saved by another kind of learner or for another shape of observation
     */
    void restore(Path folder);
}
