/**
 * What a run leaves behind. In: typed events of the search. Out: a durable journal in the run's own folder, and, for those who want it, the same
 * facts on an MLflow server. Always: the journal is the truth; everything else can be made again from it.
 */
@NullMarked
package io.espalier.tracking;

import org.jspecify.annotations.NullMarked;
