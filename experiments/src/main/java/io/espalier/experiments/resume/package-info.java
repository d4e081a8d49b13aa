/**
 * Whether a run may go on. In: the folder of a run that was stopped, and the config and the world of today. Out: nothing, or a refusal that
 * shows every difference as old and new. It always holds that a run which goes on is the run that was stopped.
 */
@NullMarked
package io.espalier.experiments.resume;

import org.jspecify.annotations.NullMarked;
