package io.incumbent.coordinator;

import io.incumbent.election.Event;
import io.incumbent.election.Role;
import io.incumbent.time.Deadline;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Listens for the notice that the lease is free. A subscription may end without a word, and a notice may be lost: that
 * costs time, never safety. Whatever ended it, it is made again within a moment.
 */
final class Notices implements Chore {

    private static final Logger LOG = Logger.getLogger(Notices.class);

    private final ReactiveRedisDataSource redis;
    private final RedisKeys keys;
    private final Duration retry;
    private final Consumer<Event> inbox;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile Deadline dueAt;

    Notices(ReactiveRedisDataSource redis, RedisKeys keys, Duration retry, Consumer<Event> inbox, long now) {
        this.redis = redis;
        this.keys = keys;
        this.retry = retry;
        this.inbox = inbox;
        this.dueAt = new Deadline(now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void start(Role role, long now) {
        dueAt = Deadline.in(retry, now);
        if (subscribed.compareAndSet(false, true)) {
            redis.pubsub(String.class)
                    .subscribe(keys.notices(), this::heard, this::ended, this::failed)
                    .subscribe()
                    .with(ok -> LOG.debug("listening for notices"), this::failed);
        }
    }

    private void heard(String notice) {
        // A renewal's notice is empty: it only keeps the connection from being taken for dead.
        if (!notice.isEmpty()) {
            inbox.accept(new Event.Woken());
        }
    }

    private void ended() {
        subscribed.set(false);
    }

    private void failed(Throwable cause) {
        LOG.debugf(cause, "not listening for notices");
        subscribed.set(false);
    }
}
