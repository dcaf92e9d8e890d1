package io.incumbent.coordinator.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.incumbent.coordinator.ElectionConfig;
import io.incumbent.coordinator.ElectionSettings;
import io.incumbent.coordinator.InstanceConfig;
import io.incumbent.coordinator.LogCapture;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.TestCoordinator;
import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.coordinator.ledger.LedgerGuards;
import io.incumbent.coordinator.ledger.LedgerLimits;
import io.incumbent.coordinator.redis.RedisClients;
import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.coordinator.redis.RedisLease;
import io.incumbent.coordinator.stores.StoreCalls.Target;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.Event.HolderMismatch;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Observations;
import io.incumbent.election.Role;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.incumbent.time.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison on real stores, look by look. */
@NeedsServers
class SplitBrainCheckTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final RedisKeys KEYS = RedisKeys.of("default");
    private static final Timing TIMING =
            ElectionSettings.timing(TestConfig.of(ElectionConfig.class, TestConfig.DEFAULT));

    /** What the two calls of a look may take. */
    private static final Duration CALLS = TIMING.callLimit().multipliedBy(2);

    private static final Bid OURS = new Bid("ours", 1);
    private static final Bid THEIRS = new Bid("theirs", 1);
    private static final LeaderRecord THEIR_RECORD =
            new LeaderRecord(THEIRS, new Term(9), "host", Instant.ofEpochSecond(9));

    private static PostgresServer postgres;
    private static RedisServer redis;
    private static Vertx vertx;
    private static Redis client;
    private static AgroalDataSource pool;
    private static AgroalDataSource verify;
    private static LedgerFixture database;
    private static RedisLease lease;
    private static Ledger ledger;

    private final List<Event> told = new ArrayList<>();
    private final SplitBrainLog log = new SplitBrainLog(new SimpleMeterRegistry());
    private Duration passed = Duration.ZERO;
    private SplitBrainCheck check;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        redis = RedisServer.start();
        vertx = Vertx.vertx();
        client = RedisClients.create(vertx, redis.url());
        lease = RedisClients.lease(RedisAPI.api(client), KEYS, Duration.ofMinutes(1));
        database = LedgerFixture.on(postgres);
        pool = TestCoordinator.pool(database.url, DataSourceImplementation.AGROAL, 3);
        verify = TestCoordinator.pool(database.url, DataSourceImplementation.AGROAL_POOLLESS, 3);
        var settings = TestConfig.DEFAULT;
        var election = TestConfig.of(ElectionConfig.class, settings);
        var timing = ElectionSettings.timing(election);
        var config = TestConfig.of(LedgerConfig.class, settings);
        var limits = LedgerLimits.of(config, timing);
        var guards = new LedgerGuards(config, limits);
        var identity = ElectionSettings.identity(
                election, TestConfig.of(InstanceConfig.class, Map.of()), "1", RandomGenerator.getDefault());
        ledger = new Ledger(pool, verify, guards, identity, timing, config, limits, new PoolTotals(20, 3, 3));
    }

    @AfterAll
    static void close() throws Exception {
        client.close();
        vertx.close().await().atMost(LIMIT);
        pool.close();
        verify.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void agreeOnNobody() {
        redis.with(r -> r.flushAll());
        database.clear();
        check = check(TIMING.heartbeat());
    }

    private SplitBrainCheck check(Duration every) {
        return new SplitBrainCheck(SplitBrainCheckTest::ask, lease, ledger, TIMING, every, log, told::add, 0);
    }

    @Test
    void differentHoldersAreReportedOnceTheyHaveLastedLongerThanATtl() {
        claim(OURS);
        store(THEIR_RECORD);

        look();
        pass(TIMING.ttl());
        look();
        assertThat(log.count()).isZero();
        pass(CALLS);
        try (var ear = new LogCapture(SplitBrainLog.class)) {
            look();
            assertThat(ear.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "ERROR <<<<< split brain redis=theirs/1 redisTerm=9 postgres=ours/1 postgresTerm=1 since=");
        }
        assertThat(log.count()).isEqualTo(1);
    }

    @Test
    void aHolderInRedisAloneIsReported() {
        store(THEIR_RECORD);

        look();
        pass(TIMING.ttl().plus(CALLS));
        look();

        assertThat(log.count()).isEqualTo(1);
    }

    @Test
    void aHolderInPostgresqlAloneIsReported() {
        claim(OURS);

        look();
        pass(TIMING.ttl().plus(CALLS));
        look();

        assertThat(log.count()).isEqualTo(1);
    }

    @Test
    void whatWasAChangeOnTheWayIsNotReported() {
        var record = claim(OURS);
        look();
        store(record);
        look();
        redis.with(r -> r.del(KEYS.lease()));
        look();

        assertThat(log.count()).isZero();
    }

    /** As when its release of the lease was not answered in time: the lease runs out by itself. */
    @Test
    void aLeaseThatALeaderLeftBehindIsNotReported() {
        var record = claim(OURS);
        store(record);
        onVirtualThread(() -> ledger.release(OURS, EndReason.STEPPED_DOWN));

        for (int beat = 0; beat < 4; beat++) {
            look();
            pass(TIMING.heartbeat());
        }
        redis.with(r -> r.del(KEYS.lease())); // a ttl is over
        look();

        assertThat(log.count()).isZero();
    }

    @Test
    void whatContradictsIsLookedAtAgainABeatLaterAndNotOnlyAtTheNextCheck() {
        check = check(TIMING.heartbeat().multipliedBy(10));
        store(THEIR_RECORD);
        long begin = System.nanoTime();

        look();
        look();

        assertThat(check.dueAt().passed(System.nanoTime() + TIMING.heartbeat().toNanos()))
                .isTrue();
        assertThat(check.dueAt().passed(begin + TIMING.heartbeat().toNanos() - 1))
                .isFalse();
    }

    @Test
    void agreementRaisesNothing() {
        look();
        look();
        var record = claim(OURS);
        store(record);
        look();
        look(leading(record));
        look(leading(record));

        assertThat(log.count()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void aBidderWithoutATermIsNotASplitBrain() {
        lease.acquire(THEIRS, Optional.empty(), Optional.empty(), LIMIT);

        look();
        look();

        assertThat(log.count()).isZero();
    }

    @Test
    void anErrorInRedisIsNotASplitBrain() {
        var record = claim(OURS);
        redis.with(r -> r.aclSetUser("default", "-eval"));
        try {
            look();
            look();
            look(leading(new LeaderRecord(THEIRS, new Term(2), "host", record.since())));
        } finally {
            redis.with(r -> r.aclSetUser("default", "+eval"));
        }

        assertThat(log.count()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void anErrorInPostgresqlIsNotASplitBrain() {
        store(THEIR_RECORD);
        postgres.pause();
        try {
            look();
            look(leading(THEIR_RECORD));
            look();
        } finally {
            postgres.resume();
        }

        assertThat(log.count()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void aLeaderThatPostgresqlContradictsIsToldByWhomAtTheFirstLook() {
        store(THEIR_RECORD);
        var holder = claim(OURS);

        look(leading(THEIR_RECORD));

        assertThat(told).containsExactly(new HolderMismatch(THEIRS, Optional.of(holder)));
    }

    @Test
    void aLeaderWhoseLeadershipNobodyHoldsAnyMoreIsTold() {
        var record = claim(OURS);
        store(record);
        onVirtualThread(() -> ledger.release(OURS, EndReason.STEPPED_DOWN));

        look(leading(record));

        assertThat(told).containsExactly(new HolderMismatch(OURS, Optional.empty()));
    }

    @Test
    void aLeaderPastItsTrustIsNotContradictedBySuccessors() {
        claim(OURS);

        look(leading(THEIR_RECORD, new Deadline(System.nanoTime())));

        assertThat(told).isEmpty();
    }

    private static LeaderRecord claim(Bid bid) {
        var granted = new ArrayList<LeaderRecord>();
        onVirtualThread(() -> {
            if (ledger.claim(bid, Term.NONE, Optional.empty()) instanceof TermAnswer.Granted(var record)) {
                granted.add(record);
            }
        });
        return granted.getFirst();
    }

    private static void store(LeaderRecord record) {
        lease.acquire(record.bid(), Optional.of(record), Optional.empty(), LIMIT);
    }

    private void look() {
        look(new Role.Stopped(new Bid("watcher", 1)));
    }

    private void look(Role role) {
        check.run(role, System.nanoTime() + passed.toNanos());
    }

    /** For the check it is later by so much; what the stores hold does not age. */
    private void pass(Duration time) {
        passed = passed.plus(time);
    }

    private static Role leading(LeaderRecord record) {
        return leading(record, Deadline.in(Duration.ofMinutes(1), System.nanoTime()));
    }

    private static Role leading(LeaderRecord record, Deadline trust) {
        return new Role.Leader(
                record.bid(),
                record,
                trust,
                trust,
                trust,
                trust,
                trust,
                new Role.UnansweredStores(false, false),
                Optional.empty(),
                Observations.NONE);
    }

    /** To its end, so that a look is over when it returns. */
    private static void onVirtualThread(Runnable work) {
        try {
            Thread.ofVirtual().start(work).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer is there when it returns. */
    private static <T> void ask(Target target, Duration atMost, Callable<T> call, Consumer<Optional<T>> done) {
        onVirtualThread(() -> done.accept(answer(call)));
    }

    private static <T> Optional<T> answer(Callable<T> call) {
        try {
            return Optional.of(call.call());
        } catch (Exception e) {
            return Optional.empty();
        }
    }
}
