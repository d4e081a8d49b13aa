/**
 * What a search's reward is worth: whether it tells before fine-tuning how good a network will be after it. In: the config of a search and a
 * number of plans. Out: random plans at the budget, each scored as a search would and then fine-tuned, and how the one correlates with the
 * other. It always holds that every plan is trained on the same images, in the same order, for as long, that the test split is not read, and
 * that a plan that is done is not done again.
 */
@NullMarked
package io.espalier.experiments.rewards;

import org.jspecify.annotations.NullMarked;
