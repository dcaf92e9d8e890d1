package io.incumbent.coordinator.tasks;

import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.logging.RedisErrorKind;
import io.incumbent.time.Deadline;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/**
 * The check that warns of a Redis that may evict the lease when its memory is full. The lease has an expiry, so the
 * {@code volatile-} policies evict it like the {@code allkeys-} ones; only {@code noeviction} keeps it. PostgreSQL would
 * still refuse a second leader, but the first would lose its lease without need. The policy is read by INFO, which
 * managed servers allow, unlike CONFIG. It is read at the start, and once a day, since it can be changed while Redis
 * runs.
 */
public final class RedisEvictionCheck implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(RedisEvictionCheck.class);
    private static final Duration INTERVAL = Duration.ofDays(1);

    private final RedisAPI redis;
    private final ExecutorService threads;
    private final Duration callLimit;
    private final Duration retry;
    private volatile Deadline dueAt;

    public RedisEvictionCheck(RedisAPI redis, Timing timing, ExecutorService threads, long now) {
        this.redis = redis;
        this.threads = threads;
        this.callLimit = timing.callLimit();
        this.retry = timing.heartbeat();
        this.dueAt = new Deadline(now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void run(Role role, long now) {
        dueAt = Deadline.in(retry, now);
        threads.execute(() -> check(now));
    }

    private void check(long now) {
        try {
            var memory = redis.info(List.of("memory")).await().atMost(callLimit).toString();
            warning(memory).ifPresent(LOG::warn);
            dueAt = Deadline.in(INTERVAL, now);
        } catch (RuntimeException e) {
            LOG.debugf(e, "eviction policy not known");
            if (forbidden(e)) {
                dueAt = Deadline.in(INTERVAL, now);
            }
        }
    }

    /**
     * The warning for the INFO text {@code memory}; empty if Redis keeps every lease, or the policy is not in the text.
     */
    static Optional<String> warning(String memory) {
        var limit = field(memory, "maxmemory").orElse("0");
        return field(memory, "maxmemory_policy")
                .filter(policy -> !policy.equals("noeviction") && !limit.equals("0"))
                .map(policy -> "redis may evict the lease key=maxmemory-policy value=" + policy + " maxmemory=" + limit
                        + ": the lease has an expiry, and under this policy Redis may drop such keys before their time"
                        + " when its memory is full; set maxmemory-policy to noeviction in Redis");
    }

    private static Optional<String> field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** True if the user lacks the right, so that a retry with each heartbeat would not help. */
    private static boolean forbidden(Throwable e) {
        return RedisErrorKind.of(e).filter("NOPERM"::equals).isPresent();
    }
}
