/**
 * Where a run's result comes from. In: facts about the code, the machine, the data and the config. Out: {@code manifest.json}. Always: written once at the
 * start, never changed.
 */
@NullMarked
package io.espalier.tracking.manifest;

import org.jspecify.annotations.NullMarked;
