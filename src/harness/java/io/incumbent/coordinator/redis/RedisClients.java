package io.incumbent.coordinator.redis;

import io.incumbent.logging.RepeatLimit;
import io.quarkus.runtime.configuration.DurationConverter;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.microprofile.config.spi.Converter;

/** The product's Redis client without the product: its pool and its limits, as application.properties has them. */
public final class RedisClients {

    private static final Converter<Duration> DURATIONS = new DurationConverter();
    private static final Properties PRODUCT = product();

    private RedisClients() {}

    public static Redis create(Vertx vertx, String url) {
        return create(vertx, url, DURATIONS.convert(value("tcp.read-idle-timeout")));
    }

    /** With another time after which a silent connection is dead, so that a test need not wait for the product's. */
    public static Redis create(Vertx vertx, String url, Duration readIdle) {
        var options = new RedisOptions()
                .setConnectionString(url)
                .setMaxPoolSize(Integer.parseInt(value("max-pool-size")))
                .setMaxPoolWaiting(Integer.parseInt(value("max-pool-waiting")));
        options.getNetClientOptions()
                .setReadIdleTimeout((int) readIdle.toSeconds())
                .setConnectTimeout(
                        (int) DURATIONS.convert(value("tcp.connection-timeout")).toMillis());
        return Redis.createClient(vertx, options);
    }

    /** The lease of a group whose database is always the same. */
    public static RedisLease lease(RedisAPI redis, RedisKeys keys, Duration ttl) {
        return lease(redis, keys, ttl, "00000000-0000-0000-0000-000000000001");
    }

    public static RedisLease lease(RedisAPI redis, RedisKeys keys, Duration ttl, String database) {
        var limit = new RepeatLimit(Duration.ofMinutes(1), System::nanoTime);
        var log = new RedisRecordLog("orders", keys, () -> "instance-of-a-test", () -> database, limit);
        return new RedisLease(redis, keys, ttl, () -> database, new SecureRandom(), log);
    }

    public static int poolSize() {
        return Integer.parseInt(value("max-pool-size"));
    }

    public static int poolWaiting() {
        return Integer.parseInt(value("max-pool-waiting"));
    }

    private static String value(String key) {
        return PRODUCT.getProperty("quarkus.redis." + key);
    }

    private static Properties product() {
        try (var file = RedisClients.class.getResourceAsStream("/application.properties")) {
            var properties = new Properties();
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
