package io.incumbent.database.schema;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.database.connection.DatabaseConfig;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.connection.PoolerCheck;
import io.incumbent.database.schema.SetupMachine.Plan;
import io.incumbent.database.schema.SetupRunner.End;
import io.incumbent.stores.PostgresServer;
import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.flywaydb.core.Flyway;

/** One initialisation on a thread of its own, put together as the product does, with short waits. */
final class SetupRun implements AutoCloseable {

    static final Plan SELF = new Plan(true, true, Optional.empty());
    static final Plan EXTERNAL = new Plan(false, true, Optional.empty());

    /** The version of the program, where a test does not say. */
    static final String PROGRAM = "0.1.0-SNAPSHOT";

    private static final Map<String, String> QUICK = Map.of(
            "incumbent.schema.retry-first", "20ms",
            "incumbent.schema.retry-longest", "500ms",
            "incumbent.schema.lock-timeout", "20s");

    private static final RandomGenerator CHANCE =
            () -> ThreadLocalRandom.current().nextLong();

    private final SetupStatus status = new SetupStatus(InstantSource.system());
    private final CompletableFuture<End> outcome = new CompletableFuture<>();
    private final SetupRunner runner;

    private SetupRun(
            Plan plan, SetupConnection.ConnectionSource source, DatabaseConfig database, InstanceIdentity identity) {
        var config = TestConfig.of(SchemaConfig.class, QUICK);
        SchemaSettings.check(config);
        var errorMessage = new DatabaseErrorMessage(database);
        var setup = new SetupConnection(
                new SetupConnection.Sources(source, () -> examined(source)),
                plan.migrates(),
                SchemaSettings.limits(config),
                new FlywayMigrations(Flyway.configure()),
                errorMessage,
                identity);
        runner = new SetupRunner(
                new SetupMachine(plan),
                setup,
                errorMessage,
                new Backoff(config.retryFirst(), config.retryLongest(), CHANCE),
                new Backoff(config.watchEvery(), config.watchEvery(), CHANCE),
                status,
                System::nanoTime);
    }

    /** A plan that fails once and is done. */
    static Plan once() {
        return new Plan(true, false, Optional.of(Deadline.in(Duration.ZERO, System.nanoTime())));
    }

    static SetupRun start(Plan plan, String url) {
        return start(plan, database(url, PostgresServer.USER), "run-00000001");
    }

    static SetupRun start(Plan plan, DatabaseConfig database, String name) {
        return start(plan, source(database), database, name);
    }

    static SetupRun start(Plan plan, SetupConnection.ConnectionSource source, DatabaseConfig database, String name) {
        return start(plan, source, database, new InstanceIdentity("orders", name, "here", PROGRAM));
    }

    /** As {@link #start(Plan, String)}, by a program of that version. */
    static SetupRun ofProgram(String version, Plan plan, String url) {
        var database = database(url, PostgresServer.USER);
        return start(plan, source(database), database, new InstanceIdentity("orders", "run-00000001", "here", version));
    }

    private static SetupRun start(
            Plan plan, SetupConnection.ConnectionSource source, DatabaseConfig database, InstanceIdentity identity) {
        var run = new SetupRun(plan, source, database, identity);
        // not a virtual one: the first class initialisers of many at once would block every carrier
        Thread.ofPlatform().name("setup " + identity.instance()).daemon().start(() -> {
            try {
                run.outcome.complete(run.runner.run());
            } catch (RuntimeException | Error e) {
                run.outcome.completeExceptionally(e);
            }
        });
        return run;
    }

    static DatabaseConfig database(String url, String user) {
        return TestConfig.of(
                DatabaseConfig.class, Map.of("incumbent.database.url", url, "incumbent.database.username", user));
    }

    static SetupConnection.ConnectionSource source(DatabaseConfig database) {
        return () -> {
            var properties = new Properties();
            properties.setProperty("user", database.username());
            properties.setProperty("connectTimeout", "2");
            properties.setProperty("socketTimeout", "10");
            return DriverManager.getConnection(database.url(), properties);
        };
    }

    private static PoolerCheck examined(SetupConnection.ConnectionSource source) throws SQLException {
        try (var connection = source.open()) {
            return PoolerCheck.seen(connection);
        }
    }

    DatabaseStatus status() {
        return status.status();
    }

    boolean ready() {
        return status().ready();
    }

    /** How it ended. */
    End outcome() {
        return outcome.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        runner.stop();
        outcome();
    }
}
