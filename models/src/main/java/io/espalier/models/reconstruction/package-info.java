/**
 * How a pruned network gets its function back without training. In: the unpruned network, calibration images, then plan after plan. Out:
 * smaller networks whose layers are least-squares fits of what they computed before. It always holds that the data is passed through once,
 * that a layer whose input lost nothing keeps its weights bit by bit, and that results do not depend on threads.
 */
@NullMarked
package io.espalier.models.reconstruction;

import org.jspecify.annotations.NullMarked;
