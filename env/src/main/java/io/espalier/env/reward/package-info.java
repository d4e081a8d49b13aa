/**
 * What an episode was worth. In: the cost of the unpruned network and a pruned one's {@link io.espalier.env.evaluation.Evaluation}. Out: a
 * finite number. It always holds that more accuracy never pays less, that less latency never pays less, and that a reward adapts between
 * two rounds only.
 */
@NullMarked
package io.espalier.env.reward;

import org.jspecify.annotations.NullMarked;
