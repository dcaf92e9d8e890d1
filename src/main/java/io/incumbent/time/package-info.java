/**
 * What time is it, when is a deadline over, and how long is a back-off? Monotonic time only:
 * {@link io.incumbent.time.Ticker} reads it, {@link io.incumbent.time.Deadline} compares it. The wall clock is used for
 * nothing but to notice that it jumped ({@link io.incumbent.time.WallClockWatch}).
 */
@NullMarked
package io.incumbent.time;

import org.jspecify.annotations.NullMarked;
