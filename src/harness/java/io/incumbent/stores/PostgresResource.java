package io.incumbent.stores;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL with an empty database for one Quarkus application under test; injected into fields of its type. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable PostgresServer server;

    @Override
    public Map<String, String> start() {
        var started = PostgresServer.start();
        server = started;
        return Map.of(
                "incumbent.database.url", started.newDatabase(),
                "incumbent.database.username", started.user());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(server), new TestInjector.MatchesType(PostgresServer.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
