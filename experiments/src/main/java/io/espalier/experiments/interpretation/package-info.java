/**
 * Why the winning plan is as it is. In: the plan, the evaluator and the actor. Out: what pruning each group costs and brings, and which
 * features of the state moved the actor. It always holds that nothing here changes the search or its result.
 */
@NullMarked
package io.espalier.experiments.interpretation;

import org.jspecify.annotations.NullMarked;
