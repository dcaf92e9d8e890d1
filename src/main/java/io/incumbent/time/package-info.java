/** Monotonic time: {@link io.incumbent.time.Ticker} tells it, {@link io.incumbent.time.Deadline} compares it. */
@NullMarked
package io.incumbent.time;

import org.jspecify.annotations.NullMarked;
