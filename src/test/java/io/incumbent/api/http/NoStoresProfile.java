package io.incumbent.api.http;

import io.incumbent.api.intake.StubIntake;
import io.incumbent.api.queue.TestQueue;
import io.incumbent.api.status.TestHistoryAndInstances;
import io.incumbent.coordinator.TestLeadership;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.election.Timing;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The HTTP side alone: what it asks is a double, so every state can be reached at will, and neither store is needed.
 * Stated as a profile, so that all other tests get the real beans.
 */
public class NoStoresProfile implements QuarkusTestProfile {

    /** Few enough that a test can occupy them all. */
    public static final int WORKERS = 4;

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(
                TestLeadership.class,
                TestHealth.class,
                TestHistoryAndInstances.class,
                TestQueue.class,
                StubIntake.class,
                Times.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<>(defaultsOfThePool());
        settings.putAll(Map.of(
                // The real beans behind the doubles would start beats and migrations.
                "quarkus.arc.exclude-types",
                String.join(
                        ",",
                        "io.incumbent.app.MigrateCommand",
                        "io.incumbent.app.ServiceLifecycle",
                        "io.incumbent.coordinator.CoordinatorBeans",
                        "io.incumbent.coordinator.ElectionConfig",
                        "io.incumbent.coordinator.LeadershipLogConfig",
                        "io.incumbent.coordinator.LedgerMaintenance",
                        "io.incumbent.coordinator.fence.**",
                        "io.incumbent.coordinator.ledger.**",
                        "io.incumbent.coordinator.redis.**",
                        "io.incumbent.coordinator.tasks.**",
                        "io.incumbent.database.**",
                        "io.incumbent.dispatch.DispatchBeans",
                        "io.incumbent.dispatch.DispatchService",
                        "io.incumbent.dispatch.queue.PostgresClaimStore",
                        "io.incumbent.dispatch.queue.PostgresManualRetry",
                        "io.incumbent.dispatch.queue.QueueMaintenance",
                        "io.incumbent.query.QueryRunner",
                        "io.incumbent.query.PostgresLeadershipHistory",
                        "io.incumbent.query.PostgresInstanceList",
                        "io.incumbent.query.PostgresSignalQueries",
                        "io.incumbent.intake.IdempotentInsert",
                        "io.incumbent.intake.Retention",
                        "io.incumbent.intake.IntakePipeline",
                        "io.incumbent.intake.SignalsSettings",
                        "io.incumbent.intake.StoreTransaction",
                        "io.incumbent.intake.SignalWriter"),
                // so that a test need not wait long for a sender that does not send
                "quarkus.http.read-timeout",
                "1s",
                "incumbent.test.hang",
                "true",
                "quarkus.thread-pool.max-threads",
                String.valueOf(WORKERS)));
        return settings;
    }

    /** The datasource's own keys refer to these, whose interface is left out with its package. */
    private static Map<String, String> defaultsOfThePool() {
        var defaults = new HashMap<String, String>();
        ConfigMappings.getProperties(ConfigClass.configClass(PoolConfig.class))
                .forEach((key, property) -> defaults.put(key, property.getDefaultValue()));
        return defaults;
    }

    /** The times of the product. */
    @Alternative
    @ApplicationScoped
    public static class Times {
        @Produces
        @Alternative
        @Singleton
        Timing timing() {
            return new Timing(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Timing.RedisOutage.STEP_DOWN);
        }
    }
}
