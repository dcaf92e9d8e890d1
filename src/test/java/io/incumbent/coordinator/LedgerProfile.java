package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.PostgresResource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ledger as it runs in production, with a PostgreSQL of its own and nobody who stands for election. */
public class LedgerProfile implements QuarkusTestProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresResource.class));
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Who.class, OnlyTheDatabase.class);
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                // The coordinator would write rows of its own between those of the tests.
                "quarkus.arc.exclude-types", "io.incumbent.app.ServiceLifecycle",
                "quarkus.redis.hosts", "redis://127.0.0.1:1",
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0");
    }

    /** Starts nothing but the setup of the database. */
    @Alternative
    @Singleton
    public static class OnlyTheDatabase {

        private final DatabaseSetup database;

        OnlyTheDatabase(DatabaseSetup database) {
            this.database = database;
        }

        void start(@Observes StartupEvent started) {
            database.start(() -> {});
        }

        void stop(@Observes ShutdownEvent stopping) {
            database.stop();
        }
    }

    /** A fixed identity. */
    @Alternative
    @ApplicationScoped
    public static class Who {
        @Produces
        @Alternative
        @Singleton
        InstanceIdentity identity() {
            return new InstanceIdentity("orders", "a", "host-of-a", "1.2.3");
        }
    }
}
