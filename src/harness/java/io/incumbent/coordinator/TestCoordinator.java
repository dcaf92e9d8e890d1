package io.incumbent.coordinator;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.fence.FenceConfig;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.coordinator.ledger.LedgerGuards;
import io.incumbent.coordinator.ledger.LedgerLimits;
import io.incumbent.coordinator.redis.RedisClients;
import io.incumbent.coordinator.redis.RedisConfig;
import io.incumbent.coordinator.redis.RedisErrorMessage;
import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.DatabaseConfig;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.database.schema.DatabaseStatus;
import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.election.Term;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One coordinator of a {@link ElectionTestBed}, put together as the product does it, with connections of its own. */
public final class TestCoordinator implements AutoCloseable {

    private static final DatabaseStatus READY =
            new DatabaseStatus(DatabaseState.READY, Optional.empty(), "ready", Instant.EPOCH, 1, Optional.empty());

    private final InstanceIdentity identity;
    private final AgroalDataSource coordination;
    private final AgroalDataSource verify;
    private final AgroalDataSource traffic;
    private final Redis redis;
    private final Coordinator coordinator;
    final SplitBrainLog splitBrains;

    TestCoordinator(
            String databaseUrl,
            RedisServer redisServer,
            Vertx vertx,
            MeterRegistry meters,
            Map<String, String> settings) {
        this(databaseUrl, redisServer, vertx, meters, RandomGenerator.getDefault(), settings);
    }

    /** @param chance draws its ids */
    TestCoordinator(
            String databaseUrl,
            RedisServer redisServer,
            Vertx vertx,
            MeterRegistry meters,
            RandomGenerator chance,
            Map<String, String> settings) {
        var election = TestConfig.of(ElectionConfig.class, settings);
        var timing = ElectionSettings.timing(election);
        identity = ElectionSettings.identity(election, TestConfig.of(InstanceConfig.class, settings), "1.2.3", chance);
        coordination = pool(databaseUrl, DataSourceImplementation.AGROAL, 3);
        verify = pool(databaseUrl, DataSourceImplementation.AGROAL_POOLLESS, 3);
        traffic = pool(databaseUrl, DataSourceImplementation.AGROAL, 40);
        redis = RedisClients.create(vertx, redisServer.url());
        var api = RedisAPI.api(redis);
        splitBrains = new SplitBrainLog(meters);
        var beans = new CoordinatorBeans(election);
        var ledgerConfig = TestConfig.of(LedgerConfig.class, settings);
        var limits = LedgerLimits.of(ledgerConfig, timing);
        var guards = new LedgerGuards(ledgerConfig, limits);
        var poolConfig = TestConfig.of(PoolConfig.class, settings);
        var connections = new ConnectionPool(traffic, poolConfig, meters);
        var totals = PoolTotals.of(connections, coordination, verify);
        var ledger = new Ledger(coordination, verify, guards, identity, timing, ledgerConfig, limits, totals);
        coordinator = beans.coordinator(
                identity,
                timing,
                System::nanoTime,
                () -> READY,
                new DatabaseErrorMessage(TestConfig.of(DatabaseConfig.class, settings)),
                ledger,
                ledgerConfig,
                connections,
                totals,
                new Fence(connections, identity, TestConfig.of(FenceConfig.class, settings), poolConfig, timing),
                api,
                redis,
                new RedisErrorMessage(TestConfig.of(RedisConfig.class, settings)),
                TestConfig.of(LeadershipLogConfig.class, settings),
                splitBrains,
                meters);
        coordinator.start();
    }

    String name() {
        return identity.instance();
    }

    boolean registered() {
        return coordinator.registered();
    }

    Optional<Term> term() {
        return coordinator.term();
    }

    LeadershipState state() {
        return coordinator.state();
    }

    public Leadership leadership() {
        return coordinator;
    }

    <T> FencedResult<T> fenced(FencedWork<T> work) {
        return coordinator.fenced(work);
    }

    /** As at a graceful stop of its process. */
    public void stepDown() {
        coordinator.stepDown();
    }

    /** As by SIGTERM. */
    void stop() {
        coordinator.stop();
    }

    /** As by SIGKILL: no word to anybody. */
    void die() {
        coordinator.close();
    }

    @Override
    public void close() {
        coordinator.close();
        redis.close();
        coordination.close();
        verify.close();
        traffic.close();
    }

    @Override
    public String toString() {
        return name();
    }

    public static AgroalDataSource pool(String url, DataSourceImplementation kind, int size) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .dataSourceImplementation(kind)
                    .connectionPoolConfiguration(p -> p.maxSize(size)
                            .acquisitionTimeout(Duration.ofSeconds(1))
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionValidator(ConnectionValidator.sqlValidator("SELECT 1", 1))
                            .connectionFactoryConfiguration(
                                    f -> f.jdbcUrl(url).principal(new NamePrincipal(PostgresServer.USER)))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
