/**
 * Tells an MLflow server what a journal says. In: a run's folder and the server's address. Out: a run on the server with parameters, metrics, tags, artifacts
 * and status. Always: the journal is only read, so a server that is slow, broken or gone cannot slow or stop a run, and sending twice doubles nothing.
 */
@NullMarked
package io.espalier.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
