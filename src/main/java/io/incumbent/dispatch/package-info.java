/**
 * The queue: due signals are claimed, delivered, and done, tried again or given up.
 *
 * <p>A claim is one statement over the oldest due rows with {@code FOR UPDATE SKIP LOCKED}; owner, number of the attempt and
 * deadline go with it, and whoever reports an outcome must name both owner and attempt. A claim that nobody extends is due
 * again at its deadline like any other row. Where the leader alone works, the claim is made inside the fence.
 */
@NullMarked
package io.incumbent.dispatch;

import org.jspecify.annotations.NullMarked;
