/**
 * Which statements work on the table deliveries?
 *
 * <p>A claim is one statement over the oldest due rows with {@code FOR UPDATE SKIP LOCKED}; owner, number of the attempt and
 * deadline go with it, and a report of an outcome must name both owner and attempt. A claim that nobody extends is due again
 * at its deadline like any other row. Where the leader alone works, the claim is made inside the fence.
 */
@NullMarked
package io.incumbent.dispatch.queue;

import org.jspecify.annotations.NullMarked;
