/**
 * ONNX files. In: the bytes of a model by us or by others. Out: a {@link io.espalier.models.graph.NetworkGraph}, and back. It always holds
 * that what was read acts as ONNX says, that what our operators cannot say is kept as it is, that what cannot be kept is refused with file,
 * node, operator and reason, and that the same graph gives the same bytes.
 */
@NullMarked
package io.espalier.models.onnx;

import org.jspecify.annotations.NullMarked;
