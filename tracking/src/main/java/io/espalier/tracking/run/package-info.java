/**
 * The folder of one run. In: the folder of all runs, a name, a config hash and a seed. Out: the paths of the run's files. Always: every file name of
 * a run stands in {@link io.espalier.tracking.run.RunFolder} and nowhere else, and a small file is either wholly there or not at all.
 */
@NullMarked
package io.espalier.tracking.run;

import org.jspecify.annotations.NullMarked;
