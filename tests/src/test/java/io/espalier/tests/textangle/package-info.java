/**
 * A network that others made and use, taken through the whole of pruning. In: the text-angle classifier of PP-OCR and text lines rendered by
 * Java2D. Out: the same classifier, smaller. It always holds that training and test lines come from different seeds.
 */
@NullMarked
package io.espalier.tests.textangle;

import org.jspecify.annotations.NullMarked;
