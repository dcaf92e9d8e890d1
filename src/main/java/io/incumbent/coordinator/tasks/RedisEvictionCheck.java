package io.incumbent.coordinator.tasks;

import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Warns of a Redis that may throw the lease away when its memory is full. The lease expires, so the {@code volatile-}
 * policies take it as readily as the {@code allkeys-} ones; only {@code noeviction} keeps it. PostgreSQL would still refuse
 * a second leader, but the first would lose its lease for nothing. Asked by INFO, which managed servers allow and CONFIG
 * they do not, once Redis first answers, and again each day, since the policy can be changed while Redis runs.
 */
public final class RedisEvictionCheck implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(RedisEvictionCheck.class);
    private static final Duration AGAIN = Duration.ofDays(1);

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
        threads.execute(() -> look(now));
    }

    private void look(long now) {
        try {
            var memory = redis.info(List.of("memory")).await().atMost(callLimit).toString();
            danger(memory).ifPresent(LOG::warn);
            dueAt = Deadline.in(AGAIN, now);
        } catch (RuntimeException e) {
            LOG.debugf(e, "eviction policy not known");
            if (forbidden(e)) {
                dueAt = Deadline.in(AGAIN, now);
            }
        }
    }

    /** What to say about a Redis whose INFO is {@code memory}; empty if it keeps every lease, or does not tell. */
    static Optional<String> danger(String memory) {
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

    /** It will not become allowed by asking every beat. */
    private static boolean forbidden(Throwable e) {
        return Stream.iterate(e, t -> t != null, Throwable::getCause)
                .anyMatch(t -> String.valueOf(t.getMessage()).startsWith("NOPERM"));
    }
}
