package io.incumbent.stores;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An empty Redis for one Quarkus application under test. */
public final class RedisResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable RedisServer server;

    @Override
    public Map<String, String> start() {
        var started = RedisServer.start();
        server = started;
        return Map.of("incumbent.redis.hosts", started.url());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
