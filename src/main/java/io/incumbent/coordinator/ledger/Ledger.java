package io.incumbent.coordinator.ledger;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The ledger: terms and instances in PostgreSQL. Every call has a time limit. A refusal is an answer; a missing answer
 * is a {@link LedgerFailure}. Must be called on virtual threads, see {@link LedgerGuards}.
 */
@Singleton
@Typed(Ledger.class)
public class Ledger {

    private final AgroalDataSource coordination;
    private final AgroalDataSource verify;
    private final ReadBackConnection readBack;
    private final LedgerGuards guards;
    private final LeadershipTable leadershipTable;
    private final InstanceTable instanceTable;

    @Inject
    public Ledger(
            @DataSource("coordination") AgroalDataSource coordination,
            @DataSource("verify") AgroalDataSource verify,
            LedgerGuards guards,
            InstanceIdentity identity,
            Timing timing,
            LedgerConfig config,
            LedgerLimits limits,
            PoolTotals totals) {
        this.coordination = coordination;
        this.verify = verify;
        coordination.getConfiguration().connectionPoolConfiguration().setAcquisitionTimeout(limits.acquisition());
        this.guards = guards;
        this.instanceTable =
                new InstanceTable(identity, timing, config.signOfLifeEvery(), config.staleAfter(), totals.together());
        this.leadershipTable = new LeadershipTable(
                identity,
                instanceTable,
                timing.ttl(),
                serverLimit(limits),
                new SecureRandom(),
                new FenceWaitLog(identity.group(), coordination::getConnection));
        this.readBack = new ReadBackConnection(verify::getConnection);
    }

    /** A little shorter than the client's limit, so that the server ends the claim before the client repeats it. */
    private static Duration serverLimit(LedgerLimits limits) {
        return limits.claim().multipliedBy(9).dividedBy(10);
    }

    /**
     * Opens the fresh connection on which {@link #verify} will read this bid's claim, unless it is open. Done
     * before the claim, so that nobody is given a term who could not read it back.
     */
    public void prepareReadBack(Bid bid) {
        answered(() -> guards.withoutRetry(
                () -> {
                    readBack.open(bid);
                    return true;
                },
                Boolean.class));
    }

    /**
     * Claims a term above {@code highest} for this bid. A bid that holds a term is granted the same one again.
     *
     * @param observed take the term over if this is still its newest grant and its record is impossible
     */
    public TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed) {
        return answered(() -> guards.withoutRetry(
                on(coordination, c -> leadershipTable.claim(c, bid, highest, observed)), TermAnswer.class));
    }

    /** Renews the term for another ttl, also after it has expired, as long as no other was claimed. */
    public TermAnswer renew(Bid bid, Term term) {
        return answered(
                () -> guards.withRetry(on(coordination, c -> leadershipTable.renew(c, bid, term)), TermAnswer.class));
    }

    /** Reads the newest grant of the term. */
    public ReadAnswer read() {
        return answered(() -> guards.withRetry(on(coordination, leadershipTable::read), ReadAnswer.class));
    }

    /** Releases the term that this bid holds, if any. A claim for this bid that arrives later is refused. */
    public void release(Bid bid, EndReason reason) {
        readBack.close(bid);
        answered(() -> guards.withRetry(update(c -> leadershipTable.release(c, bid, reason)), Boolean.class));
    }

    /** Reads the present leadership on a fresh connection to the primary. */
    public VerifyAnswer readBack() {
        return answered(() -> guards.withoutRetry(on(verify, leadershipTable::readBack), VerifyAnswer.class));
    }

    /** The same, on the connection that was opened for this bid before its claim; on a fresh one if that is used up. */
    public VerifyAnswer verify(Bid bid) {
        return answered(() -> guards.withoutRetry(
                () -> {
                    try (var connection = readBack.take(bid)) {
                        return leadershipTable.readBack(connection);
                    }
                },
                VerifyAnswer.class));
    }

    /** Registers this instance under its present id, unless another process has it, and reads which database this is. */
    public RegistrationAnswer registerInstance() {
        return answered(() -> guards.withoutRetry(on(coordination, instanceTable::register), RegistrationAnswer.class));
    }

    /** Writes the heartbeat of this instance. A leader's renewals include it. */
    public void writeHeartbeat() {
        answered(() -> guards.withCircuitBreaker(update(instanceTable::heartbeat)));
    }

    /** From now on heartbeats and releases say that this instance leaves for good. */
    public void instanceLeaves() {
        instanceTable.leaves();
    }

    /** Writes a heartbeat that must not be left out, since it is the last one. */
    public void writeLastHeartbeat() {
        answered(() -> guards.withRetry(update(instanceTable::heartbeat), Boolean.class));
    }

    private <T> T answered(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            // The pool detects only by validation that its server has become a standby.
            coordination.flush(FlushMode.INVALID);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new LedgerFailure(e);
        }
    }

    private Callable<Boolean> update(Update update) {
        return on(coordination, connection -> {
            update.run(connection);
            return true;
        });
    }

    private static <T> Callable<T> on(AgroalDataSource pool, Query<T> query) {
        return () -> {
            try (var connection = pool.getConnection()) {
                return query.run(connection);
            }
        };
    }

    /** PostgreSQL did not answer in time, or not as it should. The call may have taken effect all the same. */
    static final class LedgerFailure extends RuntimeException {

        LedgerFailure(Throwable cause) {
            super(cause);
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    private interface Update {
        void run(Connection connection) throws SQLException;
    }
}
