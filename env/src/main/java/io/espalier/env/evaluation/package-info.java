/**
 * What a plan is worth. In: {@link io.espalier.models.coupling.PruningPlan}s. Out: an {@link io.espalier.env.evaluation.Evaluation} for each, in
 * order. It always holds that results do not depend on the number of workers, that no network is timed in this process, and that of every
 * latency it is said whether it was predicted or measured.
 */
@NullMarked
package io.espalier.env.evaluation;

import org.jspecify.annotations.NullMarked;
