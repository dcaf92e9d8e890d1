package io.incumbent.coordinator.ledger;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * PostgreSQL's side of the election. Every call is bounded. A refusal is an answer; that there is none is a
 * {@link LedgerFailure}. To be called on virtual threads, see {@link LedgerGuards}.
 */
@Singleton
@Typed(Ledger.class)
public class Ledger {

    private final AgroalDataSource coordination;
    private final AgroalDataSource verify;
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
        this.instanceTable = new InstanceTable(
                identity, config.signOfLifeEvery(), config.staleAfter(), config.forgetAfter(), totals.together());
        this.leadershipTable = new LeadershipTable(identity, instanceTable, timing.ttl(), serverLimit(limits));
    }

    /** A little less than our own, so that the server has given up, not only we, and no answer crosses our next question. */
    private static Duration serverLimit(LedgerLimits limits) {
        return limits.claim().multipliedBy(9).dividedBy(10);
    }

    /** A term above {@code highest} for this bid, or the one that it already holds. */
    public TermAnswer claim(Bid bid, Term highest) {
        return answered(() ->
                guards.withoutRetry(on(coordination, c -> leadershipTable.claim(c, bid, highest)), TermAnswer.class));
    }

    /** The same term for another ttl, also after it expired, as long as nobody has claimed a new one. */
    public TermAnswer renew(Bid bid, Term term) {
        return answered(
                () -> guards.withRetry(on(coordination, c -> leadershipTable.renew(c, bid, term)), TermAnswer.class));
    }

    /** Gives up whatever this bid holds, and whatever a claim for it that is still on its way would get. */
    public void release(Bid bid, EndReason reason) {
        answered(() -> guards.withRetry(update(c -> leadershipTable.release(c, bid, reason)), Boolean.class));
    }

    /** Who holds the office, read on a connection that is opened for this question, from the primary. */
    public VerifyAnswer readBack() {
        return answered(() -> guards.withoutRetry(on(verify, leadershipTable::readBack), VerifyAnswer.class));
    }

    /** Enters this instance among the known ones. */
    public void registerInstance() {
        answered(() -> guards.withCircuitBreaker(update(instanceTable::register)));
    }

    /** Says that this instance is alive. A leader's renewals say so by themselves. */
    public void writeHeartbeat() {
        answered(() -> guards.withCircuitBreaker(update(instanceTable::heartbeat)));
    }

    private <T> T answered(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            // A pool does not notice that its server has become a standby; a validation that fails there does.
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

    private static <T> Callable<T> on(AgroalDataSource pool, Question<T> question) {
        return () -> {
            try (var connection = pool.getConnection()) {
                return question.ask(connection);
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
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    private interface Update {
        void run(Connection connection) throws SQLException;
    }
}
