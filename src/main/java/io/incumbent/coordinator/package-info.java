/**
 * The shell around the election: what the core decides is carried out here, and what happens here is told to the core.
 *
 * <h2>Threads</h2>
 *
 * One thread owns the role, {@link io.incumbent.coordinator.Heartbeat}: it takes events from an inbox, asks the core,
 * publishes the new role and only then hands its commands out. It does no I/O, so nothing can make it late but the
 * processor. Each command runs on a virtual thread of its own ({@link io.incumbent.coordinator.Courier}) and comes back as
 * an event; one that takes longer than its limit is interrupted and counts as unanswered. Everybody else reads the one
 * volatile role and compares its deadline with the clock, at the moment of asking: readiness and {@code term()} turn false
 * when trust is over even if every thread hangs.
 *
 * <h2>Redis</h2>
 *
 * {@link io.incumbent.coordinator.redis.RedisLease}: a key that expires by itself, a hash with the highest term known, and one Lua
 * script for each change, one command a beat. Its keys share a hash tag, so a Cluster keeps them together; Sentinel and
 * Cluster need no more than Quarkus' own keys. Release and notice are one script, so there is no notice without a release.
 * A renewal sends an empty notice along: a subscriber that hears nothing for longer than a beat has lost its connection and
 * makes a new one.
 *
 * <h2>PostgreSQL</h2>
 *
 * {@link io.incumbent.coordinator.ledger.Ledger}: each call is one round trip in autocommit, so that a process paused at any point
 * leaves no lock behind. Who leads is stored once, in table {@code leadership}; that an instance leads is derived from it by
 * a view, so no late heartbeat can write an old state over a new one. Every time in it is read from the database's clock.
 *
 * <h2>The fence</h2>
 *
 * {@link io.incumbent.coordinator.fence.Fence} takes a transaction-level advisory lock, shared for fenced work and exclusive for a
 * claim, and reads holder and term by a second statement. A claim waits for the work that is under way, for at most
 * {@code incumbent.fence.limit}, and work that comes later waits for the claim and then finds its term over. The lock was
 * chosen by measuring ({@code make bench-fence}; figures at {@link io.incumbent.coordinator.fence.Fence}): row locks make a
 * successor wait for as long as writers keep coming, and {@code FOR SHARE} stops even the renewal; the advisory lock is
 * queued fairly and touches no row, so a renewal never meets it.
 */
@NullMarked
package io.incumbent.coordinator;

import org.jspecify.annotations.NullMarked;
