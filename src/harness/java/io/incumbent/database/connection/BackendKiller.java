package io.incumbent.database.connection;

import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Ends one connection of the pool for traffic after the other, whichever the server picks at random. */
final class BackendKiller implements AutoCloseable {

    private static final String KILL = """
            SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
              FROM (SELECT pid FROM pg_stat_activity WHERE application_name = 'incumbent' ORDER BY random() LIMIT 1) victim
            """;

    private final String url;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final AtomicLong kills = new AtomicLong();
    private volatile @Nullable SQLException failure;

    BackendKiller(String url) {
        this.url = url;
        this.thread = Thread.ofPlatform().name("killer").daemon().start(this::kill);
    }

    /** Ends it, and tells how many it killed. */
    long stop() {
        close();
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return kills.get();
    }

    private void kill() {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.prepareStatement(KILL)) {
            while (!stop.await(50, TimeUnit.MILLISECONDS)) {
                try (var row = statement.executeQuery()) {
                    row.next();
                    kills.addAndGet(row.getLong(1));
                }
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
