package io.incumbent.dispatch;

import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides when to claim and how many signals. The caller reports events with their time and asks for the next claim. While the
 * queue is short there is one claim at a time; after a claim that returned as many signals as it asked for, there are several
 * in parallel.
 */
final class ClaimSchedule {

    /** Minimum time between two runs of the maintenance, since each run visits all ordering keys with open signals. */
    static final Duration MAINTENANCE_EVERY = Duration.ofSeconds(1);

    /** While free capacity is below the minimum of a claim, more is awaited for this long: each claim is a transaction. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private final Duration poll;
    private final int batch;
    private final int minClaim;
    private final int parallelClaims;
    private final Backoff backoff;

    private long wakes;
    private long wakesSeen;
    private boolean lastClaimFull;
    private boolean maintenanceWanted;
    private int claiming;
    private int reserved;
    private int failures;
    private Deadline pollAt;
    private Deadline maintenanceAt;
    private Deadline notBefore;
    private Deadline gatheredAt;
    private Optional<Deadline> dueAt = Optional.empty();

    /**
     * @param poll longest time without a claim
     * @param batch maximum number of signals of one claim
     * @param minClaim up to this many are claimed only if no more capacity becomes free for a moment
     * @param parallelClaims maximum number of claims at the same time
     */
    ClaimSchedule(Duration poll, int batch, int minClaim, int parallelClaims, Backoff backoff, long now) {
        this.poll = poll;
        this.batch = batch;
        this.minClaim = minClaim;
        this.parallelClaims = parallelClaims;
        this.backoff = backoff;
        pollAt = new Deadline(now);
        maintenanceAt = new Deadline(now);
        notBefore = new Deadline(now);
        gatheredAt = new Deadline(now);
    }

    /** @param wakes number of wake-ups before the claim began; it may have missed signals of later ones */
    record ClaimOrder(int max, long wakes) {}

    /** Records that signals may be due. */
    synchronized void wake() {
        wakes++;
    }

    synchronized void dueIn(Duration wait, long now) {
        var at = Deadline.in(wait, now);
        dueAt = Optional.of(dueAt.map(at::earlier).orElse(at));
    }

    /** @param capacity how many signals may be claimed at most; orders in progress are subtracted from it here */
    synchronized Optional<ClaimOrder> next(int capacity, long now) {
        int max = Math.min(batch, capacity - reserved);
        boolean enough = max > minClaim || (max > 0 && gatheredAt.passed(now));
        if (!enough
                || claiming >= (lastClaimFull ? parallelClaims : 1)
                || !notBefore.passed(now)
                || !claimWanted(now)) {
            return Optional.empty();
        }
        if (pollAt.passed(now) || dueAt.filter(at -> at.passed(now)).isPresent()) {
            wakes++;
            dueAt = Optional.empty();
        }
        pollAt = Deadline.in(poll, now);
        gatheredAt = Deadline.in(GATHER, now);
        claiming++;
        reserved += max;
        return Optional.of(new ClaimOrder(max, wakes));
    }

    private boolean claimWanted(long now) {
        return wakes > wakesSeen
                || pollAt.passed(now)
                || dueAt.filter(at -> at.passed(now)).isPresent();
    }

    synchronized void answered(ClaimOrder order, int claimed) {
        failures = 0;
        lastClaimFull = claimed == order.max();
        if (!lastClaimFull) {
            wakesSeen = Math.max(wakesSeen, order.wakes());
            maintenanceWanted = true;
        }
        end(order);
    }

    /** The claim was refused because this instance does not lead. When it leads again, it claims at once. */
    synchronized void notLeading(ClaimOrder order, long now) {
        pollAt = new Deadline(now);
        lastClaimFull = false;
        end(order);
    }

    synchronized void failed(ClaimOrder order, long now) {
        wakes++;
        lastClaimFull = false;
        failures++;
        notBefore = Deadline.in(backoff.after(failures), now);
        end(order);
    }

    private void end(ClaimOrder order) {
        claiming--;
        reserved -= order.max();
    }

    /** @return whether the maintenance of the queue is to run now; true once for each run */
    synchronized boolean maintenanceDue(long now) {
        if (!maintenanceWanted || claiming > 0 || !maintenanceAt.passed(now)) {
            return false;
        }
        maintenanceWanted = false;
        maintenanceAt = Deadline.in(MAINTENANCE_EVERY, now);
        return true;
    }

    synchronized int claiming() {
        return claiming;
    }

    /** @return the time until the next claim or maintenance if there is capacity and no wake-up comes */
    synchronized Duration left(long now) {
        var at = dueAt.map(pollAt::earlier).orElse(pollAt);
        at = maintenanceWanted ? at.earlier(maintenanceAt) : at;
        var free = notBefore.later(gatheredAt);
        return wakes > wakesSeen ? free.left(now) : at.later(notBefore).left(now);
    }
}
