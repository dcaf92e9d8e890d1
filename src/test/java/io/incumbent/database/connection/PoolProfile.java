package io.incumbent.database.connection;

import io.incumbent.stores.PostgresResource;
import io.incumbent.stores.RedisResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The whole product as it is, on stores of its own, with beats that a test of some seconds sees some of. */
public class PoolProfile implements QuarkusTestProfile {

    static final Duration TRUST = Duration.ofMillis(5500);
    /** So long that a machine which stands still for a second is not taken for a beat that was missed. */
    static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** The default size. */
    int size() {
        return 20;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresResource.class), new TestResourceEntry(RedisResource.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "incumbent.pool.max-size", Integer.toString(size()),
                "incumbent.election.ttl", "6s",
                "incumbent.election.margin", "500ms",
                "incumbent.election.heartbeat", HEARTBEAT.toString(),
                "incumbent.log.leadership-level", "INFO",
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0");
    }

    /** A quarter of it. */
    public static final class Small extends PoolProfile {
        @Override
        int size() {
            return 5;
        }
    }
}
