/**
 * Images and labels in memory. In: images that a reader of {@code models.dataset} found. Out:
 * {@link io.espalier.models.data.ImageSet}s that are disjoint by construction. Pixels stay as bytes; they are normalised when a batch is
 * made.
 */
@NullMarked
package io.espalier.models.data;

import org.jspecify.annotations.NullMarked;
