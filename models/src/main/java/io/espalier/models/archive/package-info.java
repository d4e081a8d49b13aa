/**
 * Files of a folder or an archive. In: a path. Out: entries with a checked name and their bytes, one after the other. It always holds that
 * no name leads out of the archive and that no archive, however it is made, takes more memory or more reading than its limits say. Nothing
 * is ever unpacked to disk.
 */
@NullMarked
package io.espalier.models.archive;

import org.jspecify.annotations.NullMarked;
