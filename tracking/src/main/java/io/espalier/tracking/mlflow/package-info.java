/**
 * Tells an MLflow server what a run's folder says. In: that folder and the server's address. Out: a run on the server with parameters, metrics, tags, data sets,
 * artifacts and status, and one below it for each training. Always: the folder is only read, so a server that is slow, broken or gone cannot slow or stop a run, and sending twice doubles nothing.
 */
@NullMarked
package io.espalier.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
