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
import io.incumbent.time.WallClockWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
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
        var fencedWork = new FencedWorkTracker();
        var keys = RedisKeys.of(identity.group());
        long now = ticker.nanos();
        var postgresOutages = storeOutages("postgres", errorMessage::explain);
        var registrar = new Registrar(
                ledger,
                identity,
                threads,
                new Backoff(timing.callLimit(), timing.heartbeat(), new SecureRandom()),
                ticker,
                postgresOutages);
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
        var executor = new CommandExecutor(
                threads,
                lease,
                ledger,
                fencedWork,
                ticker,
                storeOutages("redis", redisErrorMessage::explain),
                postgresOutages,
                new OutageLog(
                        Logger.getLogger(CommandExecutor.class),
                        cause ->
                                "postgres gives no fresh connection to read a claim back, so this instance does not claim: "
                                        + errorMessage.explain(cause),
                        "postgres gives fresh connections again"),
                inbox::add);
        var tasks = List.of(
                new InstanceHeartbeat(ledger, ledgerConfig, threads, now),
                new ReleaseListener(subscriptions, keys, timing.heartbeat().dividedBy(3), inbox::add, now),
                new RedisEvictionCheck(redis, timing, threads, now),
                new ConnectionBudgetCheck(connections, identity, poolTotals, timing, threads, now),
                new LeaderSettingsCheck(connections, timing, threads, now),
                new SplitBrainCheck(
                        lease,
                        ledger,
                        timing,
                        ElectionSettings.checkEvery(config),
                        threads,
                        splitBrains,
                        inbox::add,
                        now));
        var loop = new ElectionLoop(
                new Election(timing, new SecureRandom()),
                identity,
                timing,
                ticker,
                database::ready,
                registrar,
                inbox,
                executor,
                new LeadershipLog(log, splitBrains, new ImpossibleRecordLog(identity.group(), timing, ticker), meters),
                new WallClockWatch(timing.margin().dividedBy(2)),
                tasks);
        return new Coordinator(identity, timing, ticker, loop, executor, registrar, fence, fencedWork);
    }

    private static OutageLog storeOutages(String store, Function<Throwable, String> explain) {
        return new OutageLog(
                Logger.getLogger(CommandExecutor.class),
                cause -> store + " unreachable: " + explain.apply(cause),
                store + " reachable again");
    }

    /** Each call to a store runs on a thread of its own, so that no call waits for another. */
    private static ExecutorService threads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("coordinator-", 0).factory());
    }
}
