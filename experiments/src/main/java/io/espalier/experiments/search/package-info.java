/**
 * The main job. In: a checked config. Out: a run's folder with journal, policy, pruned networks and a report. It always holds that the search
 * sees the training and the search split only; the test split is read once, by the final report.
 */
@NullMarked
package io.espalier.experiments.search;

import org.jspecify.annotations.NullMarked;
