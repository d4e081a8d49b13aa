/**
 * One image file. In: the bytes of a JPEG or PNG file. Out: its pixels as bytes {@code [channels, height, width]}, in the colours and the
 * size that were asked for. It always holds that a file which is not whole is refused, never filled with grey.
 */
@NullMarked
package io.espalier.models.picture;

import org.jspecify.annotations.NullMarked;
