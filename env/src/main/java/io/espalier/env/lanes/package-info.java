/**
 * Networks run on many images at once, one in each lane of a vector: the engine that scores candidates where the processor's vectors are wide.
 */
@NullMarked
package io.espalier.env.lanes;

import org.jspecify.annotations.NullMarked;
