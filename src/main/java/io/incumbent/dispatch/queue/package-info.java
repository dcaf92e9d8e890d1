/**
 * Which statements work on the table deliveries?
 *
 * <p>A claim is one statement over the oldest due rows with {@code FOR UPDATE SKIP LOCKED}; it records owner, number
 * of the attempt and deadline, and a report of an outcome must name owner and attempt. A claim that is not extended is due again at
 * its deadline like any other row. If only the leader works, the claim is made inside the fence.
 */
@NullMarked
package io.incumbent.dispatch.queue;

import org.jspecify.annotations.NullMarked;
