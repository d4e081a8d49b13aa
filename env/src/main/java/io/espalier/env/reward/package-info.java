/**
 * What an episode was worth. In: the unpruned and the pruned {@link io.espalier.env.evaluation.Evaluation}. Out: a finite number. It always
 * holds that more accuracy never pays less and less latency never pays less.
 */
@NullMarked
package io.espalier.env.reward;

import org.jspecify.annotations.NullMarked;
