package io.incumbent.coordinator;

import io.agroal.api.AgroalDataSource;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.coordinator.ledger.LedgerLimits;
import io.incumbent.coordinator.redis.RedisErrorMessage;
import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.coordinator.redis.RedisLease;
import io.incumbent.coordinator.redis.RedisRecordLog;
import io.incumbent.coordinator.stores.StoreCalls.Store;
import io.incumbent.coordinator.stores.TimeLimitedCalls;
import io.incumbent.coordinator.tasks.ConnectionBudgetCheck;
import io.incumbent.coordinator.tasks.InstanceHeartbeat;
import io.incumbent.coordinator.tasks.LeaderSettingsCheck;
import io.incumbent.coordinator.tasks.RedisEvictionCheck;
import io.incumbent.coordinator.tasks.ReleaseListener;
import io.incumbent.coordinator.tasks.SplitBrainCheck;
import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.database.schema.DatabaseReadiness;
import io.incumbent.election.Election;
import io.incumbent.election.Event;
import io.incumbent.election.Timing;
import io.incumbent.logging.OutageLog;
import io.incumbent.logging.RepeatLimit;
import io.incumbent.time.Backoff;
import io.incumbent.time.SystemTicker;
import io.incumbent.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The beans of the election. None of their state is static, so a process could have one coordinator for each group. */
@Singleton
class CoordinatorBeans {

    private final ElectionConfig config;

    CoordinatorBeans(ElectionConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    Ticker ticker() {
        return SystemTicker.create(Logger.getLogger(Ticker.class)::warn);
    }

    @Produces
    @Singleton
    Timing timing() {
        return ElectionSettings.timing(config);
    }

    /** The id is drawn by a secure random generator, so that hardly ever two processes draw the same one. */
    @Produces
    @Singleton
    InstanceIdentity identity(
            InstanceConfig instance, @ConfigProperty(name = "quarkus.application.version") String version) {
        return ElectionSettings.identity(config, instance, version, new SecureRandom());
    }

    @Produces
    @Singleton
    LedgerLimits ledgerLimits(LedgerConfig ledger, Timing timing) {
        return LedgerLimits.of(ledger, timing);
    }

    @Produces
    @Singleton
    PoolTotals poolSizes(
            ConnectionPool traffic,
            @DataSource("coordination") AgroalDataSource coordination,
            @DataSource("verify") AgroalDataSource verify) {
        return PoolTotals.of(traffic, coordination, verify);
    }

    @Produces
    @Singleton
    Coordinator coordinator(
            InstanceIdentity identity,
            Timing timing,
            Ticker ticker,
            DatabaseReadiness database,
            DatabaseErrorMessage errorMessage,
            Ledger ledger,
            LedgerConfig ledgerConfig,
            ConnectionPool connections,
            PoolTotals poolTotals,
            Fence fence,
            RedisAPI redis,
            Redis subscriptions,
            RedisErrorMessage redisErrorMessage,
            LeadershipLogConfig log,
            SplitBrainLog splitBrains,
            MeterRegistry meters) {
        var threads = threads();
        var inbox = new LinkedBlockingQueue<Event>();
        var fencedWork = new FencedWorkTracker(threads);
        var keys = RedisKeys.of(identity.group());
        long now = ticker.nanos();
        var calls = new TimeLimitedCalls(threads, outages(errorMessage, redisErrorMessage));
        var registrar = new Registrar(
                calls,
                ledger,
                identity,
                timing.callLimit(),
                new Backoff(timing.callLimit(), timing.heartbeat(), new SecureRandom()),
                ticker);
        var lease = new RedisLease(
                redis,
                keys,
                timing.ttl(),
                registrar::database,
                new SecureRandom(),
                new RedisRecordLog(
                        identity.group(),
                        keys,
                        identity::instance,
                        registrar::database,
                        new RepeatLimit(Duration.ofMinutes(1), ticker::nanos)));
        var tasks = List.of(
                new InstanceHeartbeat(ledger, ledgerConfig, threads, now),
                new ReleaseListener(subscriptions, keys, timing.heartbeat().dividedBy(3), inbox::add, now),
                new RedisEvictionCheck(redis, timing, threads, now),
                new ConnectionBudgetCheck(connections, identity, poolTotals, timing, threads, now),
                new LeaderSettingsCheck(connections, timing, threads, now),
                new SplitBrainCheck(
                        calls,
                        lease,
                        ledger,
                        timing,
                        ElectionSettings.checkEvery(config),
                        splitBrains,
                        inbox::add,
                        now));
        var leaderless = new LeaderlessWatch(timing, calls::status);
        var turns = new ElectionTurns(
                new Election(timing, new SecureRandom()),
                identity,
                timing,
                ticker,
                InstantSource.system(),
                database::ready,
                registrar,
                new CommandExecutor(calls, lease, ledger, fencedWork, ticker, inbox::add),
                new TurnLog.All(List.of(
                        new LeadershipLog(
                                log, splitBrains, new ImpossibleRecordLog(identity.group(), timing, ticker), meters),
                        leaderless)),
                tasks);
        var loop = new ElectionLoop(identity.group(), turns, inbox, ticker);
        return new Coordinator(identity, timing, ticker, turns, loop, calls, leaderless, registrar, fence, fencedWork);
    }

    private static Map<Store, OutageLog> outages(DatabaseErrorMessage database, RedisErrorMessage redis) {
        return Map.of(
                Store.REDIS, outages("redis fails: ", redis::explain, "redis works again"),
                Store.POSTGRES, outages("postgres fails: ", database::explain, "postgres works again"),
                Store.READ_BACK,
                        outages(
                                "postgres gives no fresh connection to read a claim back, so this instance does not claim: ",
                                database::explain,
                                "postgres gives fresh connections again"));
    }

    private static OutageLog outages(String begun, Function<Throwable, String> explain, String over) {
        return new OutageLog(Logger.getLogger(TimeLimitedCalls.class), cause -> begun + explain.apply(cause), over);
    }

    /** Each call to a store runs on a thread of its own, so that no call waits for another. */
    private static ExecutorService threads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("coordinator-", 0).factory());
    }
}
