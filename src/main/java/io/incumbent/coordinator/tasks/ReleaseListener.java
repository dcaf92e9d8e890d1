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
 * Listens for the notice that the lease is free. A subscription may end without a word, and a notice may be lost: that
 * costs time, never safety. Whatever ended it, it is made again within a second, and what was said meanwhile is made up
 * for by one wake-up. The client's own connections, not the data source above them: that one keeps a connection whose
 * SUBSCRIBE was refused, and with one lost at each try the pool would soon have none left for the lease.
 */
public final class ReleaseListener implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(ReleaseListener.class);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final Redis redis;
    private final RedisKeys keys;
    private final Duration retry;
    private final Consumer<Event> inbox;
    private final AtomicBoolean engaged = new AtomicBoolean();
    private volatile boolean listenedBefore;
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
        if (engaged.compareAndSet(false, true)) {
            redis.connect().subscribe().with(connection -> new Subscription(connection).open(), this::unreachable);
        }
    }

    private void unreachable(Throwable cause) {
        LOG.debugf(cause, "not listening for notices");
        engaged.set(false);
    }

    /** One subscription on one connection. However often it is told that it is over, it ends once. */
    private final class Subscription {

        private final RedisConnection connection;
        private final AtomicBoolean over = new AtomicBoolean();

        Subscription(RedisConnection connection) {
            this.connection = connection;
        }

        void open() {
            connection.handler(this::heard);
            connection.endHandler(this::ended);
            connection.exceptionHandler(this::failed);
            connection
                    .send(Request.cmd(Command.SUBSCRIBE).arg(keys.notices()))
                    .subscribe()
                    .with(ok -> listening(), this::failed);
        }

        private void listening() {
            LOG.debug("listening for notices");
            if (listenedBefore) {
                inbox.accept(new Event.ReleaseNotified());
            }
            listenedBefore = true;
        }

        /** A renewal's notice is empty: it only keeps the connection from being taken for dead. */
        private void heard(Response push) {
            // The refusal of our SUBSCRIBE comes here, too, and has no size; failed() deals with it.
            if (push.type() != ResponseType.ERROR
                    && push.size() == 3
                    && push.get(0).toString().equals("message")
                    && !push.get(2).toString().isEmpty()) {
                inbox.accept(new Event.ReleaseNotified());
            }
        }

        private void failed(Throwable cause) {
            LOG.debugf(cause, "no longer listening for notices");
            ended();
        }

        private void ended() {
            if (over.compareAndSet(false, true)) {
                connection.closeAndForget();
                engaged.set(false);
            }
        }
    }
}
