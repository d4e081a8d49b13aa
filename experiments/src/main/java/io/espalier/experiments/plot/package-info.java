/**
 * Pictures of measurements. In: a {@link io.espalier.experiments.plot.Chart} of numbers. Out: an SVG or PNG file. It always holds that both
 * formats show the same, that the same chart gives the same SVG bytes, and that no display is needed.
 */
@NullMarked
package io.espalier.experiments.plot;

import org.jspecify.annotations.NullMarked;
