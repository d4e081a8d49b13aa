/**
 * Runs networks in ONNX Runtime. In: a model's bytes, settings, images. Out: logits, tapped tensors, accuracy, and runs that can be timed.
 * It always holds that an engine is one session with threads of its own, that it may be used from several threads, and that nothing it
 * is given is written to.
 */
@NullMarked
package io.espalier.models.runtime;

import org.jspecify.annotations.NullMarked;
