package io.espalier.agent;

import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** From an observation to an action, and how that gets better: what DDPG, TD3 and SAC differ in. Mutable. */
sealed interface Actor permits DeterministicActor, GaussianActor {

    /** The best action for an observation. Changes nothing. */
    double best(float[] observation);

    /**
     * An action of a training episode. Changes nothing.
     *
     * @param episode counted from the first that is not random
     */
    double explore(float[] observation, int episode, RandomGenerator generator);

    /**
     * Puts the actions of the steps after into the batch's rows for the critics.
     *
     * @return what is added to the value of each row's step after
     */
    double[] actNext(Batch batch, RandomGenerator generator);

    /**
     * One step up the value of its actions, and with a weight towards those of the best episodes.
     *
     * @return the mean value
     */
    double improve(Batch batch, Critics critics, double imitation, RandomGenerator generator);

    /**
     * One step towards given actions.
     *
     * @param observations {@code [actions, features]}
     */
    void imitate(float[] observations, double... actions);

    void moveTarget(double tau);

    boolean finite();

    /** The same function as {@link #best}, {@code [batch, features]} to {@code [batch, 1]}. */
    MultiLayerNetwork toDl4j();

    /**
     * What the journal tells.
     *
     * @param episode the next, counted as {@link #explore} does
     */
    Map<String, Double> statistics(int episode);

    void save(Path folder);

    void restore(Path folder);
}
