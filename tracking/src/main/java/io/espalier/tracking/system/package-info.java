/**
 * How busy the machine of a run is. In: a file, and the time between two looks. Out: a line of JSON for each look, which a server's follower reads. Always: it
 * is beside the journal and not in it, since no two runs have the same load, and a run goes on without it.
 */
@NullMarked
package io.espalier.tracking.system;

import org.jspecify.annotations.NullMarked;
