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
 * Listens for other instances that have stored something, on a connection of its own, while there is work to be had. A
 * notice may be lost with the connection, or never come through a pooler: polling is the truth, and this saves the wait.
 */
final class QueueListener {

    /** Database-wide, so the group goes along; a name that another schema uses too costs a look. */
    static final String CHANNEL = "incumbent_signals";

    /** How often is looked whether to go on listening; only a socket is waited at meanwhile. */
    private static final Duration LISTEN = Duration.ofSeconds(1);

    /** A connection that is dead without a word is found out by this. */
    private static final int CHECK_EVERY = 60;

    private final ConnectionSource source;
    private final String group;
    private final BooleanSupplier wanted;
    private final Backoff backoff;
    private final Runnable call;
    private volatile boolean closed;
    private volatile @Nullable Connection open;

    /** Where a fresh connection comes from that stays at one server process. */
    @FunctionalInterface
    interface ConnectionSource {
        Connection open() throws SQLException;
    }

    /**
     * @param wanted whether to listen now
     * @param call when something was heard, or may have been missed
     */
    QueueListener(ConnectionSource source, String group, BooleanSupplier wanted, Backoff backoff, Runnable call) {
        this.source = source;
        this.group = group;
        this.wanted = wanted;
        this.backoff = backoff;
        this.call = call;
    }

    void start() {
        Thread.ofPlatform().name("dispatch-listener").daemon().start(this::run);
    }

    /** Ends the connection, also one that is being listened on. */
    void close() {
        closed = true;
        var connection = open;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // gone already
            }
        }
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            if (!wanted.getAsBoolean()) {
                LockSupport.parkNanos(LISTEN.toNanos());
                continue;
            }
            try (var connection = source.open()) {
                open = connection;
                listen(connection);
                failures = 0;
            } catch (SQLException | RuntimeException e) {
                // said by those that need the database; without this line the queue is looked at less often, no more
                failures++;
                LockSupport.parkNanos(backoff.after(failures).toNanos());
            } finally {
                open = null;
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        execute(connection, "LISTEN " + CHANNEL);
        call.run();
        var line = connection.unwrap(PGConnection.class);
        int rounds = 0;
        while (!closed && wanted.getAsBoolean()) {
            var notices = line.getNotifications(Math.toIntExact(LISTEN.toMillis()));
            if (notices != null) {
                for (var notice : notices) {
                    if (group.equals(notice.getParameter())) {
                        call.run();
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
