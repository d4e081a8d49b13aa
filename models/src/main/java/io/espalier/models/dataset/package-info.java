/**
 * Data sets as they were published. In: the path of a folder or an archive, and how to read it. Out: a
 * {@link io.espalier.models.dataset.DataSource} with training and test images and a report of what was found. It always holds that nothing
 * is guessed: what is damaged, missing or of another form than the rest is named with its file and entry.
 */
@NullMarked
package io.espalier.models.dataset;

import org.jspecify.annotations.NullMarked;
