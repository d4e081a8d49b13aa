/**
 * All that a learner may know of the environment. In: an action in [0, 1] for each channel group, through RL4J's
 * {@link org.deeplearning4j.rl4j.environment.Environment}{@code <Double>}. Out: an observation with one value in [0, 1] for each named
 * feature, and a reward that is 0 but for the last step of an episode. It always holds that nothing here names a layer, a mask or a
 * weight of the network that is being pruned.
 *
 * <p>What each call of the environment means:
 *
 * <ul>
 *   <li>{@code reset()} begins an episode and gives the observation of its first step, under {@link
 *       io.espalier.env.contract.ObservationSchema#CHANNEL}.
 *   <li>{@code step(action)} takes the action of the current step and gives the next observation. The last step of an episode may block
 *       until every other episode of its round has arrived there too, because a round's plans are evaluated together; so each episode
 *       of a round needs a thread of its own. After it {@code isEpisodeFinished()} is true.
 *   <li>The maps handed out are the caller's own and mutable: RL4J's transform process writes into them.
 * </ul>
 *
 * <p>Beside it a learner is told its {@link io.espalier.env.contract.SearchProblem}: the schema of the observations, the number of steps,
 * and an {@link io.espalier.env.contract.EpisodeModel} that answers, without evaluating, what the environment would make of actions.
 */
@NullMarked
package io.espalier.env.contract;

import org.jspecify.annotations.NullMarked;
