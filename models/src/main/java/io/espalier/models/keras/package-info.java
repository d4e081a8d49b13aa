/**
 * Networks from Keras. In: an {@code .h5} file with a {@code Functional} or {@code Sequential} network and its weights. Out: a
 * {@link io.espalier.models.graph.NetworkGraph} that computes the same in NCHW. It always holds that a file is read to the end or refused with
 * one error that names the layer or the fault.
 */
@NullMarked
package io.espalier.models.keras;

import org.jspecify.annotations.NullMarked;
