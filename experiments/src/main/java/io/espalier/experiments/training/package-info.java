/**
 * The job behind {@code train}. In: a {@link io.espalier.experiments.config.TrainConfig}. Out: a trained network in a file and its accuracy
 * on the search split. It always holds that the test split is not looked at.
 */
@NullMarked
package io.espalier.experiments.training;

import org.jspecify.annotations.NullMarked;
