package io.incumbent.database.schema;

import io.agroal.api.AgroalDataSource;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.config.RunMode;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.connection.PoolerCheck;
import io.incumbent.database.schema.SetupMachine.Plan;
import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.annotations.RegisterForProxy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.flywaydb.core.Flyway;

/** The beans of the database's setup. */
@Singleton
@RegisterForProxy(targets = Connection.class)
class SetupBeans {

    private static final RandomGenerator CHANCE =
            () -> ThreadLocalRandom.current().nextLong();

    @Produces
    @Singleton
    RunMode runMode(@CommandLineArguments String[] arguments) {
        return RunMode.of(arguments);
    }

    @Produces
    @Singleton
    SetupStatus setupStatus() {
        return new SetupStatus(InstantSource.system());
    }

    @Produces
    @Singleton
    SetupRunner setupRunner(
            SchemaConfig config,
            RunMode runMode,
            Flyway flyway,
            @DataSource("setup") AgroalDataSource setup,
            ConnectionPool connections,
            DatabaseErrorMessage errorMessage,
            InstanceIdentity identity,
            SetupStatus status,
            Ticker ticker) {
        SchemaSettings.check(config);
        var plan = plan(config, runMode, ticker);
        return new SetupRunner(
                new SetupMachine(plan),
                new SetupConnection(
                        new SetupConnection.Sources(
                                setup::getConnection, () -> connections.withConnection(PoolerCheck::seen)),
                        plan.migrates(),
                        SchemaSettings.limits(config),
                        new FlywayMigrations(flyway.getConfiguration()),
                        errorMessage,
                        identity),
                errorMessage,
                new Backoff(config.retryFirst(), config.retryLongest(), CHANCE),
                new Backoff(config.watchEvery(), config.watchEvery(), CHANCE),
                status,
                ticker);
    }

    /**
     * {@code incumbent migrate} ends with an error that waiting does not correct, since its caller waits for the result.
     */
    private static Plan plan(SchemaConfig config, RunMode runMode, Ticker ticker) {
        var giveUpAt = config.giveUpAfter().map(wait -> Deadline.in(wait, ticker.nanos()));
        return switch (runMode) {
            case MIGRATE -> new Plan(true, false, giveUpAt);
            case SERVE -> new Plan(config.mode() == SchemaConfig.Mode.SELF, true, giveUpAt);
        };
    }
}
