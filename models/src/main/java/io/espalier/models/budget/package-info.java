/**
 * Pruning to a size. In: a {@link io.espalier.models.cost.CostModel}, the counts that are legal, and a
 * {@link io.espalier.models.budget.Budget}. Out: how many units each group keeps. It always holds that the network which is left is within
 * the budget.
 */
@NullMarked
package io.espalier.models.budget;

import org.jspecify.annotations.NullMarked;
