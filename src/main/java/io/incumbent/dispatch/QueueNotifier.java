package io.incumbent.dispatch;

import io.incumbent.database.connection.ConnectionPool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Tells the other instances that something was stored. After its commit, never inside of it: commits that notify wait for
 * each other. Many that are stored in a short time are one notice.
 */
final class QueueNotifier {

    private static final Logger LOG = Logger.getLogger(QueueNotifier.class);

    private static final Duration REST = Duration.ofMillis(20);

    private final ConnectionPool connections;
    private final String group;
    private final ThreadFactory threads;
    private final AtomicInteger asked = new AtomicInteger();

    QueueNotifier(ConnectionPool connections, String group, ThreadFactory threads) {
        this.connections = connections;
        this.group = group;
        this.threads = threads;
    }

    /** Returns at once. The first is told at once. */
    void tell() {
        if (asked.getAndIncrement() == 0) {
            threads.newThread(this::work).start();
        }
    }

    private void work() {
        int told;
        do {
            told = asked.get();
            notifyOthers();
            LockSupport.parkNanos(REST.toNanos());
        } while (!asked.compareAndSet(told, 0));
    }

    private void notifyOthers() {
        try {
            connections.withConnection(connection -> {
                try (var statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
                    statement.setString(1, QueueListener.CHANNEL);
                    statement.setString(2, group);
                    return statement.execute();
                }
            });
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "nobody was told"); // they look by themselves in time
        }
    }
}
