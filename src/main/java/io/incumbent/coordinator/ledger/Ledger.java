package io.incumbent.coordinator.ledger;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.stores.RegistrationAnswer;
import io.incumbent.coordinator.stores.TermStore;
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
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The ledger: terms and instances in PostgreSQL. Every call has a time limit. A refusal is an answer; a missing answer
 * is a {@link LedgerFailure}. Must be called on virtual threads, see {@link LedgerGuards}.
 */
@Singleton
@Typed(Ledger.class)
public class Ledger implements TermStore {

    private static final Logger LOG = Logger.getLogger(Ledger.class);

    private final AgroalDataSource coordination;
    private final AgroalDataSource verify;
    private final ReadBackConnection readBack;
    private final LedgerGuards guards;
    private final LeadershipTable leadershipTable;
    private final InstanceTable instanceTable;
    private final AtomicLong newestBid = new AtomicLong();

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

    @Override
    public void prepareReadBack(Bid bid) {
        answered(() -> guards.withoutRetry(
                () -> {
                    readBack.open(bid);
                    return true;
                },
                Boolean.class));
    }

    @Override
    public TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed) {
        return answered(
                () -> guards.withoutRetry(on(coordination, c -> claim(c, bid, highest, observed)), TermAnswer.class));
    }

    private TermAnswer claim(Connection connection, Bid bid, Term highest, Optional<GrantStamp> observed)
            throws SQLException {
        newestBid.accumulateAndGet(bid.number(), Math::max);
        var answer = leadershipTable.claim(connection, bid, highest, observed);
        boolean byNobody = answer instanceof TermAnswer.Refused(var holder, var _, var _) && holder.isEmpty();
        if (byNobody && instanceTable.correctReleasedBid(connection, newestBid::get)) {
            LOG.warnf(
                    "the row of this instance in instance_metadata said that later bids than bid=%s were released, so its"
                            + " claims were refused: mended",
                    bid);
        }
        return answer;
    }

    @Override
    public TermAnswer renew(Bid bid, Term term) {
        return answered(
                () -> guards.withRetry(on(coordination, c -> leadershipTable.renew(c, bid, term)), TermAnswer.class));
    }

    @Override
    public ReadAnswer read() {
        return answered(() -> guards.withRetry(on(coordination, leadershipTable::read), ReadAnswer.class));
    }

    @Override
    public void release(Bid bid, EndReason reason) {
        readBack.close(bid);
        answered(() -> guards.withRetry(update(c -> leadershipTable.release(c, bid, reason)), Boolean.class));
    }

    @Override
    public VerifyAnswer readBack() {
        return answered(() -> guards.withoutRetry(on(verify, leadershipTable::readBack), VerifyAnswer.class));
    }

    @Override
    public VerifyAnswer verify(Bid bid) {
        return answered(() -> guards.withoutRetry(
                () -> {
                    try (var connection = readBack.take(bid)) {
                        return leadershipTable.readBack(connection);
                    }
                },
                VerifyAnswer.class));
    }

    @Override
    public RegistrationAnswer registerInstance() {
        return answered(() -> guards.withoutRetry(on(coordination, instanceTable::register), RegistrationAnswer.class));
    }

    /** Writes the heartbeat of this instance. A leader's renewals include it. */
    public void writeHeartbeat() {
        answered(() -> guards.withCircuitBreaker(update(instanceTable::heartbeat)));
    }

    @Override
    public void instanceLeaves() {
        instanceTable.leaves();
    }

    @Override
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
