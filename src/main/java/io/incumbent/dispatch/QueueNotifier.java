package io.incumbent.dispatch;

import io.incumbent.database.connection.ConnectionPool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Notifies the other instances that signals were stored. It does so after the commit, never in the same transaction, because
 * transactions with NOTIFY commit one after the other. Calls in a short time become one notification.
 */
final class QueueNotifier {

    private static final Logger LOG = Logger.getLogger(QueueNotifier.class);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final ConnectionPool connections;
    private final String group;
    private final ThreadFactory threads;
    private final AtomicInteger requests = new AtomicInteger();

    QueueNotifier(ConnectionPool connections, String group, ThreadFactory threads) {
        this.connections = connections;
        this.group = group;
        this.threads = threads;
    }

    /** Sends a notification, or joins the next one if one was sent just before. Returns at once. */
    void notifyInstances() {
        if (requests.getAndIncrement() == 0) {
            threads.newThread(this::work).start();
        }
    }

    private void work() {
        int handled;
        do {
            handled = requests.get();
            send();
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (!requests.compareAndSet(handled, 0));
    }

    private void send() {
        try {
            connections.withConnection(connection -> {
                try (var statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
                    statement.setString(1, QueueListener.CHANNEL);
                    statement.setString(2, group);
                    return statement.execute();
                }
            });
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "other instances not notified"); // they find the signals by polling
        }
    }
}
