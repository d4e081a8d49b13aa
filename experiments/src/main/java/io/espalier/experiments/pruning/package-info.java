/**
 * Pruning by a plan that a person wrote. In: a network and a {@link io.espalier.experiments.config.PlanConfig}. Out: the smaller network, and
 * what each stage of its recovery did to the accuracy. It always holds that what a plan does not name stays whole or is pruned evenly, and
 * that a name which fits no group is refused.
 */
@NullMarked
package io.espalier.experiments.pruning;

import org.jspecify.annotations.NullMarked;
