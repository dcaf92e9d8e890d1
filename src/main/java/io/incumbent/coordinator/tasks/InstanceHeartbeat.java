package io.incumbent.coordinator.tasks;

import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.election.Role;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/**
 * The task that writes this instance's heartbeat to the ledger. A leader's renewals include it, but cannot create the row
 * if somebody has deleted it, so now and then a leader writes one, too.
 */
public final class InstanceHeartbeat implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(InstanceHeartbeat.class);

    /** A leader leaves out so many of its heartbeats in a row. */
    private static final int LEFT_OUT = 5;

    private final Ledger ledger;
    private final ExecutorService threads;
    private final Duration every;
    private volatile Deadline dueAt;
    private int leftOut;

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
        if (role.verifiedRecord(now).isPresent() && leftOut < LEFT_OUT) {
            leftOut++;
        } else {
            leftOut = 0;
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
