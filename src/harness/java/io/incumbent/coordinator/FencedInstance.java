package io.incumbent.coordinator;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.LostCommitAnswers;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import io.incumbent.stores.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An instance with the real fence, whose belief is what a test says: so it can believe for as long as one that was paused
 * would, and lose the office at the moment that matters.
 */
public final class FencedInstance implements Leadership, AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final LedgerFixture ledger;
    private final LedgerFixture.Instance instance;
    private final AtomicBoolean loseNext = new AtomicBoolean();
    private final AgroalDataSource pool;
    private final ConnectionPool connections;
    private final Fence fence;
    private volatile Optional<LeaderRecord> believed = Optional.empty();
    private long bids;

    private FencedInstance(LedgerFixture ledger, String name, Duration limit) {
        this.ledger = ledger;
        this.instance = ledger.instance(name);
        this.pool = TestCoordinator.pool(ledger.url, DataSourceImplementation.AGROAL, 20);
        this.connections = new ConnectionPool(
                new LostCommitAnswers(() -> loseNext.getAndSet(false)).around(pool),
                TestConfig.of(PoolConfig.class, Map.of()),
                new SimpleMeterRegistry());
        this.fence = new Fence(connections, instance.identity.group(), limit);
    }

    /** The url of a new database of this server, with the schema. */
    public static String migrated(PostgresServer server) {
        return LedgerFixture.on(server).url;
    }

    public static FencedInstance at(String url, String name) {
        return at(url, name, LIMIT);
    }

    /** @param limit of fenced transactions */
    public static FencedInstance at(String url, String name, Duration limit) {
        return new FencedInstance(LedgerFixture.at(url), name, limit);
    }

    /** The next commit takes effect, and its answer never comes: its session is gone. */
    public void loseNextAnswer() {
        loseNext.set(true);
    }

    /** As if nobody had ever led. */
    public void forgetOffice() {
        ledger.clear();
    }

    /** Claims the office, even if another holds it that has not been heard for longer than the time to live. */
    public Term win() {
        ledger.age("11 s");
        var record = instance.win(++bids);
        believed = Optional.of(record);
        return record.term();
    }

    /** Its trust has run out. */
    public void doubt() {
        believed = Optional.empty();
    }

    @Override
    public Optional<Term> term() {
        return believed.map(LeaderRecord::term);
    }

    @Override
    public LeadershipState state() {
        return new LeadershipState(
                identity().group(),
                identity().instance(),
                believed.isPresent() ? PublicRole.LEADER : PublicRole.FOLLOWER,
                term(),
                believed.isPresent() ? LedgerFixture.TTL : Duration.ZERO,
                believed,
                LedgerFixture.TTL);
    }

    @Override
    public <T> FencedResult<T> fenced(FencedWork<T> work) {
        var record = believed;
        return record.isPresent()
                ? fence.run(record.get().bid(), record.get().term(), work)
                : new FencedResult.NotLeader<>();
    }

    public InstanceIdentity identity() {
        return instance.identity;
    }

    public ConnectionPool connections() {
        return connections;
    }

    public void execute(String... statements) {
        ledger.execute(statements);
    }

    /** Every row of the answer, its columns joined by spaces. */
    public List<String> rows(String query) {
        return ledger.rows(query);
    }

    @Override
    public void close() {
        pool.close();
    }
}
