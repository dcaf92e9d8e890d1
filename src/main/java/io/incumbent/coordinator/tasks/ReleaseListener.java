package io.incumbent.coordinator.tasks;

import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.election.Event;
import io.incumbent.election.Role;
import io.incumbent.time.Deadline;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The listener for release notifications. A subscription may end without an error, and a notification may be lost: that
 * costs time, never safety. A subscription that has ended is made again within a second. A wake-up then replaces the
 * notifications that were missed. The listener uses the client's own connections, not the data source above them: that
 * one keeps a connection whose SUBSCRIBE was refused, and the pool would soon have no connection left for the lease.
 */
public final class ReleaseListener implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(ReleaseListener.class);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final Redis redis;
    private final RedisKeys keys;
    private final Duration retry;
    private final Consumer<Event> inbox;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile boolean subscribedBefore;
    private volatile Deadline dueAt;

    public ReleaseListener(Redis redis, RedisKeys keys, Duration retry, Consumer<Event> inbox, long now) {
        this.redis = redis;
        this.keys = keys;
        this.retry = retry.compareTo(LONGEST_RETRY) < 0 ? retry : LONGEST_RETRY;
        this.inbox = inbox;
        this.dueAt = new Deadline(now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void run(Role role, long now) {
        dueAt = Deadline.in(retry, now);
        if (subscribed.compareAndSet(false, true)) {
            redis.connect().subscribe().with(connection -> new Subscription(connection).open(), this::unreachable);
        }
    }

    private void unreachable(Throwable cause) {
        LOG.debugf(cause, "not subscribed to release notifications");
        subscribed.set(false);
    }

    /** One subscription on one connection. Several handlers may report its end; it ends once. */
    private final class Subscription {

        private final RedisConnection connection;
        private final AtomicBoolean over = new AtomicBoolean();

        Subscription(RedisConnection connection) {
            this.connection = connection;
        }

        void open() {
            connection.handler(this::received);
            connection.endHandler(this::ended);
            connection.exceptionHandler(this::failed);
            connection
                    .send(Request.cmd(Command.SUBSCRIBE).arg(keys.releases()))
                    .subscribe()
                    .with(ok -> listening(), this::failed);
        }

        private void listening() {
            LOG.debug("subscribed to release notifications");
            if (subscribedBefore) {
                inbox.accept(new Event.ReleaseNotified());
            }
            subscribedBefore = true;
        }

        /** The notification of a renewal is empty: it only shows that the connection is alive. */
        private void received(Response push) {
            // The refusal of a SUBSCRIBE arrives here, too, and has no size; failed() handles it.
            if (push.type() != ResponseType.ERROR
                    && push.size() == 3
                    && push.get(0).toString().equals("message")
                    && !push.get(2).toString().isEmpty()) {
                inbox.accept(new Event.ReleaseNotified());
            }
        }

        private void failed(Throwable cause) {
            LOG.debugf(cause, "subscription to release notifications ended");
            ended();
        }

        private void ended() {
            if (over.compareAndSet(false, true)) {
                // Not by the wrapper, which asks CDI for its context: a connection that ends after a stop finds none
                // there
                var _ = connection.getDelegate().close();
                subscribed.set(false);
            }
        }
    }
}
