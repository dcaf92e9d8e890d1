package io.incumbent.coordinator;

import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.ledger.LedgerRetention;
import io.incumbent.coordinator.ledger.LedgerRetention.Removed;
import io.incumbent.database.connection.PoolExhaustedException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Removes leaderships that ended longer ago than {@code incumbent.ledger.history-retention}, and instances that have been
 * silent for longer than {@code incumbent.ledger.forget-after}; on the leader only.
 */
@Singleton
class LedgerMaintenance implements MaintenanceTask {

    private static final Logger LOG = Logger.getLogger(LedgerMaintenance.class);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Leadership leadership;
    private final LedgerRetention ledger;

    LedgerMaintenance(Leadership leadership, LedgerRetention ledger) {
        this.leadership = leadership;
        this.ledger = ledger;
    }

    @Override
    public Duration retention() {
        return ledger.shortest();
    }

    @Override
    public void run(StopCheck process) throws InterruptedException {
        var removed = remove();
        while (removed.more() && !process.stopsWithin(PAUSE)) {
            removed = remove();
        }
    }

    private Removed remove() {
        try {
            FencedResult<Removed> done = leadership.fenced((connection, _) -> ledger.remove(connection));
            return switch (done) {
                case FencedResult.Committed(var removed, var _) -> logged(removed);
                case FencedResult.NotLeader<Removed> _, FencedResult.LostLeadership<Removed> _ -> Removed.NONE;
            };
        } catch (FenceException | PoolExhaustedException e) {
            LOG.debugf(e, "ledger not cleaned"); // the next run tries again
            return Removed.NONE;
        }
    }

    private static Removed logged(Removed removed) {
        if (!removed.equals(Removed.NONE)) {
            LOG.infof(
                    "ledger rows removed after their retention leaderships=%d instances=%d",
                    removed.leaderships(), removed.instances());
        }
        return removed;
    }
}
