/**
 * Where the time of a run goes. In: what is being done, from whoever does it. Out: a {@link io.espalier.env.phase.TimeSpent}. It always holds
 * that a run is in exactly one {@link io.espalier.env.phase.Phase} at any time, so that the phases' times add up to the run's, and that no
 * decision depends on what a clock said.
 */
@NullMarked
package io.espalier.env.phase;

import org.jspecify.annotations.NullMarked;
