package io.incumbent.api.status;

import io.incumbent.query.InstanceList;
import io.incumbent.query.LeadershipHistory;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Rows as the ledger would give them, or the failure that a test asks for; remembers what it was asked. */
@Alternative
@Singleton
public class TestHistoryAndInstances implements LeadershipHistory, InstanceList {

    static final List<LeadershipHistory.Entry> HISTORY = List.of(
            new LeadershipHistory.Entry(
                    8, "web-1-77aa01fe", "web-1", Instant.parse("2026-01-02T03:05:00Z"), null, 12.5, "elected", null),
            new LeadershipHistory.Entry(
                    7,
                    "web-0-1c9e04ab",
                    "web-0",
                    Instant.parse("2026-01-02T03:04:05.678901Z"),
                    Instant.parse("2026-01-02T03:04:55Z"),
                    49.321,
                    "elected",
                    "expired"));
    static final List<InstanceList.Entry> INSTANCES = List.of(new InstanceList.Entry(
            "web-1-77aa01fe",
            "web-1",
            "0.1.0",
            Instant.parse("2026-01-02T03:00:00Z"),
            Instant.parse("2026-01-02T03:05:10Z"),
            true,
            false,
            1.25,
            "web-1",
            "standing",
            false,
            9000L,
            1000L,
            3000L,
            null));

    private final AtomicBoolean onVirtualThread = new AtomicBoolean();
    private volatile @Nullable RuntimeException failure;
    private volatile int limit;
    private volatile Optional<Duration> staleAfter = Optional.empty();

    public void works() {
        failure = null;
        limit = 0;
        staleAfter = Optional.empty();
    }

    public void fails(RuntimeException e) {
        failure = e;
    }

    int limit() {
        return limit;
    }

    Optional<Duration> staleAfter() {
        return staleAfter;
    }

    boolean onVirtualThread() {
        return onVirtualThread.get();
    }

    @Override
    public List<LeadershipHistory.Entry> newest(int limit) {
        this.limit = limit;
        return asked(HISTORY);
    }

    @Override
    public List<InstanceList.Entry> all(Optional<Duration> staleAfter) {
        this.staleAfter = staleAfter;
        return asked(INSTANCES);
    }

    private <T> T asked(T rows) {
        onVirtualThread.set(Thread.currentThread().isVirtual());
        var fails = failure;
        if (fails != null) {
            throw fails;
        }
        return rows;
    }
}
