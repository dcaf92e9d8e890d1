package io.incumbent.dispatch;

import io.incumbent.time.Backoff;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Receives the notifications of other instances that have stored signals, on a connection of its own, while this instance may
 * claim. A notification may be lost with the connection, or never pass a pooler. Correctness depends on polling alone;
 * notifications only shorten the wait.
 */
final class QueueListener {

    /** Channels are database-wide, so the payload names the group. If another schema uses the same group, a claim is made for nothing. */
    static final String CHANNEL = "incumbent_signals";

    /** How often to check whether to go on listening; the thread waits at the socket meanwhile. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** A query after so many waits finds a connection that is dead without being closed. */
    private static final int CHECK_EVERY = 60;

    private final ConnectionSource source;
    private final String group;
    private final BooleanSupplier wanted;
    private final Backoff backoff;
    private final Runnable onNotification;
    private volatile boolean closed;
    private volatile @Nullable Connection open;

    /** Opens a fresh connection that stays with one server process. */
    @FunctionalInterface
    interface ConnectionSource {
        Connection open() throws SQLException;
    }

    /**
     * @param wanted whether to listen now
     * @param onNotification called after a notification, and after connecting, since notifications may have been missed
     */
    QueueListener(
            ConnectionSource source, String group, BooleanSupplier wanted, Backoff backoff, Runnable onNotification) {
        this.source = source;
        this.group = group;
        this.wanted = wanted;
        this.backoff = backoff;
        this.onNotification = onNotification;
    }

    void start() {
        Thread.ofPlatform().name("dispatch-listener").daemon().start(this::run);
    }

    /** Ends the thread and aborts its connection. */
    void close() {
        closed = true;
        var connection = open;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // the connection is closed already
            }
        }
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            if (!wanted.getAsBoolean()) {
                LockSupport.parkNanos(WAIT.toNanos());
                continue;
            }
            try (var connection = source.open()) {
                open = connection;
                listen(connection);
                failures = 0;
            } catch (SQLException | RuntimeException e) {
                // not logged: callers that need the database log it, and without notifications polling still works
                failures++;
                LockSupport.parkNanos(backoff.after(failures).toNanos());
            } finally {
                open = null;
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        execute(connection, "LISTEN " + CHANNEL);
        onNotification.run();
        var session = connection.unwrap(PGConnection.class);
        int rounds = 0;
        while (!closed && wanted.getAsBoolean()) {
            var notifications = session.getNotifications(Math.toIntExact(WAIT.toMillis()));
            if (notifications != null) {
                for (var notification : notifications) {
                    if (group.equals(notification.getParameter())) {
                        onNotification.run();
                    }
                }
            }
            rounds++;
            if (rounds % CHECK_EVERY == 0) {
                execute(connection, "SELECT 1");
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
