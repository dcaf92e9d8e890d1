package io.incumbent.dispatch;

import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * When to claim, and how many. It is told what happens and says what to do next; each moment is the caller's. One claim at
 * a time while there is little to do; as soon as one comes back full, several side by side.
 */
final class ClaimSchedule {

    /** Held ones are looked for at most so often, since each look walks over all ordering keys that are open. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** While there is room for a few only, some more is waited for: each claim is a transaction. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private final Duration poll;
    private final int batch;
    private final int minClaim;
    private final int parallelClaims;
    private final Backoff backoff;

    private long calls;
    private long wakesSeen;
    private boolean lastClaimFull;
    private boolean lookWanted;
    private int claiming;
    private int reserved;
    private int failures;
    private Deadline pollAt;
    private Deadline lookAt;
    private Deadline notBefore;
    private Deadline gatheredAt;
    private Optional<Deadline> dueAt = Optional.empty();

    /**
     * @param poll longest time without a look
     * @param batch most of one claim
     * @param few so many are not worth a claim of their own, unless no more come
     * @param lanes most claims at the same time
     */
    ClaimSchedule(Duration poll, int batch, int few, int lanes, Backoff backoff, long now) {
        this.poll = poll;
        this.batch = batch;
        this.minClaim = few;
        this.parallelClaims = lanes;
        this.backoff = backoff;
        pollAt = new Deadline(now);
        lookAt = new Deadline(now);
        notBefore = new Deadline(now);
        gatheredAt = new Deadline(now);
    }

    /** @param call how many calls had come when it was given: what came later it may not have seen */
    record ClaimOrder(int max, long call) {}

    /** Something may be due. */
    synchronized void wake() {
        calls++;
    }

    synchronized void dueIn(Duration wait, long now) {
        var at = Deadline.in(wait, now);
        dueAt = Optional.of(dueAt.map(at::earlier).orElse(at));
    }

    /** @param room how many may be claimed at most, without those of orders that are under way */
    synchronized Optional<ClaimOrder> next(int room, long now) {
        int max = Math.min(batch, room - reserved);
        boolean worth = max > minClaim || (max > 0 && gatheredAt.passed(now));
        if (!worth || claiming >= (lastClaimFull ? parallelClaims : 1) || !notBefore.passed(now) || !hungry(now)) {
            return Optional.empty();
        }
        if (pollAt.passed(now) || dueAt.filter(at -> at.passed(now)).isPresent()) {
            calls++;
            dueAt = Optional.empty();
        }
        pollAt = Deadline.in(poll, now);
        gatheredAt = Deadline.in(GATHER, now);
        claiming++;
        reserved += max;
        return Optional.of(new ClaimOrder(max, calls));
    }

    private boolean hungry(long now) {
        return calls > wakesSeen
                || pollAt.passed(now)
                || dueAt.filter(at -> at.passed(now)).isPresent();
    }

    synchronized void answered(ClaimOrder order, int claimed) {
        failures = 0;
        lastClaimFull = claimed == order.max();
        if (!lastClaimFull) {
            wakesSeen = Math.max(wakesSeen, order.call());
            lookWanted = true;
        }
        end(order);
    }

    /** Whoever gets the office back looks at once. */
    synchronized void refused(ClaimOrder order, long now) {
        pollAt = new Deadline(now);
        lastClaimFull = false;
        end(order);
    }

    synchronized void failed(ClaimOrder order, long now) {
        calls++;
        lastClaimFull = false;
        failures++;
        notBefore = Deadline.in(backoff.after(failures), now);
        end(order);
    }

    private void end(ClaimOrder order) {
        claiming--;
        reserved -= order.max();
    }

    /** Whether to look for what is held for nobody, and for what will be due; true once for each time it is to be done. */
    synchronized boolean maintenanceDue(long now) {
        if (!lookWanted || claiming > 0 || !lookAt.passed(now)) {
            return false;
        }
        lookWanted = false;
        lookAt = Deadline.in(LOOK_EVERY, now);
        return true;
    }

    synchronized int claiming() {
        return claiming;
    }

    /** How long nothing changes unless somebody calls, if there is room. */
    synchronized Duration left(long now) {
        var at = dueAt.map(pollAt::earlier).orElse(pollAt);
        at = lookWanted ? at.earlier(lookAt) : at;
        var free = notBefore.later(gatheredAt);
        return calls > wakesSeen ? free.left(now) : at.later(notBefore).left(now);
    }
}
