/**
 * Arithmetic of networks on many images at once: the lanes of a vector hold the same value of different images, so no channel count is
 * awkward and no lane is wasted. The only code that knows the JDK's vectors; arrays go in and out.
 */
@NullMarked
package io.espalier.env.kernel;

import org.jspecify.annotations.NullMarked;
