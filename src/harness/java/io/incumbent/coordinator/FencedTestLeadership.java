package io.incumbent.coordinator;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.FenceHold.Place;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An instance with the real fence and without an election: the test sets what it believes. So it can believe as long as an
 * instance that was paused would, and lose the leadership at the moment that matters.
 */
public final class FencedTestLeadership implements Leadership, AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final LedgerFixture ledger;
    private final LedgerFixture.Instance instance;
    private final ConnectionPool connections;
    private final Optional<OwnPool> ownPool;
    private final Fence fence;
    private volatile Optional<FenceHold> hold = Optional.empty();
    private volatile Optional<LeaderRecord> believed = Optional.empty();
    private long bids;

    private FencedTestLeadership(
            String url, String name, Duration limit, ConnectionPool connections, Optional<OwnPool> ownPool) {
        this.ledger = LedgerFixture.at(url);
        this.instance = ledger.instance(name);
        this.connections = connections;
        this.ownPool = ownPool;
        this.fence = new Fence(connections, instance.identity.group(), limit);
    }

    /** With a pool of its own. */
    public static FencedTestLeadership at(String url, String name) {
        return at(url, name, LIMIT);
    }

    /** @param limit of fenced transactions */
    public static FencedTestLeadership at(String url, String name, Duration limit) {
        var own = OwnPool.of(url);
        return new FencedTestLeadership(url, name, limit, own.connections(), Optional.of(own));
    }

    /** @param connections of the caller, not closed with this */
    public static FencedTestLeadership at(String url, String name, ConnectionPool connections) {
        return new FencedTestLeadership(url, name, LIMIT, connections, Optional.empty());
    }

    /** Claims the leadership and believes in it, even if another instance has it, which is not told. */
    public Term win() {
        ledger.age("11 s"); // the lease of the other is over
        var won = instance.win(++bids);
        believed = Optional.of(won);
        return won.term();
    }

    /** Stops to believe that it leads; the database is not told. */
    public void distrust() {
        believed = Optional.empty();
    }

    /** As if nobody had ever led. */
    public void clearLedger() {
        ledger.clear();
    }

    /** Stops fenced work at this place, from now on until the answer's release. */
    public FenceHold holdAt(Place place) {
        var held = new FenceHold(place);
        hold = Optional.of(held);
        return held;
    }

    /** The next commit takes effect, and its session ends before the answer. Only with a pool of its own. */
    public void loseNextCommitAnswer() {
        ownPool.orElseThrow().loseNext().set(true);
    }

    @Override
    public Optional<Term> term() {
        return believed.map(LeaderRecord::term);
    }

    @Override
    public LeadershipState state() {
        var record = believed;
        return new LeadershipState(
                identity().group(),
                identity().instance(),
                record.isPresent() ? PublicRole.LEADER : PublicRole.FOLLOWER,
                record.map(LeaderRecord::term),
                record.isPresent() ? LedgerFixture.TTL : Duration.ZERO,
                record,
                1,
                Optional.empty(),
                new LeadershipState.Stores(Optional.empty(), Optional.empty()),
                LedgerFixture.TTL);
    }

    @Override
    public <T> FencedResult<T> fenced(FencedWork<T> work) {
        pass(Place.BEFORE_THE_FENCE);
        var record = believed;
        return record.isPresent()
                ? fence.run(record.get().bid(), record.get().term(), held(work))
                : new FencedResult.NotLeader<>();
    }

    private <T> FencedWork<T> held(FencedWork<T> work) {
        return (connection, term) -> {
            pass(Place.AFTER_THE_FENCE);
            T done = work.run(connection, term);
            pass(Place.BEFORE_THE_COMMIT);
            return done;
        };
    }

    private void pass(Place here) {
        hold.ifPresent(it -> it.pass(here));
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
        ownPool.ifPresent(own -> own.pool().close());
    }

    /** @param loseNext whether the answer to the next commit is lost */
    private record OwnPool(AgroalDataSource pool, ConnectionPool connections, AtomicBoolean loseNext) {

        static OwnPool of(String url) {
            var loseNext = new AtomicBoolean();
            var pool = TestCoordinator.pool(url, DataSourceImplementation.AGROAL, 20);
            var faulty = new LostCommitAnswers(() -> loseNext.getAndSet(false)).around(pool);
            var connections =
                    new ConnectionPool(faulty, TestConfig.of(PoolConfig.class, Map.of()), new SimpleMeterRegistry());
            return new OwnPool(pool, connections, loseNext);
        }
    }
}
