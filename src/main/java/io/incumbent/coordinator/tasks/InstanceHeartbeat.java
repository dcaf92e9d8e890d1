package io.incumbent.coordinator.tasks;

import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.election.Role;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/**
 * The task that writes this instance's heartbeat to the ledger. A leader's renewals include it. Every start of a process
 * leaves a row there, so once after the start the task deletes those that are too old.
 */
public final class InstanceHeartbeat implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(InstanceHeartbeat.class);
    private final Ledger ledger;
    private final ExecutorService threads;
    private final Duration every;
    private volatile Deadline dueAt;

    public InstanceHeartbeat(Ledger ledger, LedgerConfig config, ExecutorService threads, long now) {
        this.ledger = ledger;
        this.threads = threads;
        this.every = config.signOfLifeEvery();
        this.dueAt = new Deadline(now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void run(Role role, long now) {
        dueAt = Deadline.in(every, now);
        if (role.verifiedRecord(now).isEmpty()) {
            threads.execute(this::write);
        }
    }

    private void write() {
        try {
            ledger.writeHeartbeat();
        } catch (RuntimeException e) {
            // Harmless, and the outage of PostgreSQL is logged for the election's own calls.
            LOG.debugf(e, "heartbeat not written");
        }
    }
}
