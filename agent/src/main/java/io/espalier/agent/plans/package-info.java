/**
 * Classical searchers: rules that propose whole episodes from what has been tried. In: the {@link io.espalier.agent.plans.History} of
 * actions and rewards, and a {@link io.espalier.env.contract.SearchProblem}. Out: the actions of the next episodes. It always holds that a
 * proposal is a function of the seed, the history and the proposals of the same round alone, so the history is all there is to save.
 */
@NullMarked
package io.espalier.agent.plans;

import org.jspecify.annotations.NullMarked;
