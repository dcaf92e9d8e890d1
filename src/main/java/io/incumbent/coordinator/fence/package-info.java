/**
 * How is work kept from committing under an old term?
 *
 * <p>{@link io.incumbent.coordinator.fence.Fence} takes a transaction-level advisory lock, shared for fenced work and
 * exclusive for a claim, and reads holder and term by a second statement. A claim waits for the work in progress, for at
 * most {@code incumbent.fence.limit}. Work that comes later waits for the claim and then finds its term over. The
 * lock was chosen by measuring ({@code make bench-fence}; figures at {@link io.incumbent.coordinator.fence.Fence}): row
 * locks make a successor wait for as long as writers keep coming, and {@code FOR SHARE} stops even the renewal; the
 * advisory lock is queued fairly and touches no row, so a renewal never meets it.
 */
@NullMarked
package io.incumbent.coordinator.fence;

import org.jspecify.annotations.NullMarked;
