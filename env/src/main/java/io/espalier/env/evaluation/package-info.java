/**
 * What a plan is worth. In: {@link io.espalier.models.coupling.PruningPlan}s. Out: an {@link io.espalier.env.evaluation.Evaluation} for each, in
 * order. It always holds that results do not depend on the number of workers and that nothing else runs while latency is measured.
 */
@NullMarked
package io.espalier.env.evaluation;

import org.jspecify.annotations.NullMarked;
