/**
 * What can be said of a few numbers. In: values of repeated measurements, pairs of them. Out: means, correlations and differences with their
 * intervals, and the probability that chance alone does as much. It always holds that the same values and key give the same bits, and that
 * resampling draws everything that there is to draw where that is little.
 */
@NullMarked
package io.espalier.experiments.statistics;

import org.jspecify.annotations.NullMarked;
