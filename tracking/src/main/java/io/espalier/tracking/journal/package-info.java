/**
 * The journal of a run. In: {@link io.espalier.tracking.journal.RunEvent}s as they happen. Out: one line of JSON for each, durable when
 * {@link io.espalier.tracking.journal.Journal#write} returns. Always: lines are numbered from 1 without gaps, hold finite numbers only, and are never
 * changed; only a last line that was never finished is cut. Two identical runs give the same bytes but for what a clock measured.
 */
@NullMarked
package io.espalier.tracking.journal;

import org.jspecify.annotations.NullMarked;
