package io.incumbent.coordinator;

import io.incumbent.stores.RedisServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/** Every command that a Redis carries out, with the time by its own clock. */
final class Tap extends JedisMonitor implements AutoCloseable {

    private static final String READY = "the tap is open";

    private final Jedis jedis;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    Tap(RedisServer server) {
        jedis = new Jedis("127.0.0.1", server.port());
        Thread.ofPlatform().daemon().start(() -> {
            try {
                jedis.monitor(this);
            } catch (JedisException ended) {
                closed.countDown();
            }
        });
        Awaitility.await().until(() -> {
            server.with(r -> r.echo(READY));
            return find(READY, READY, Duration.ZERO).isPresent();
        });
    }

    @Override
    public void onCommand(String line) {
        lines.add(line.replace("\"eval\"", "\"EVAL\""));
    }

    /** When, after {@code since}, a command came that contains both. */
    Duration await(String one, String other, Duration since) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> find(one, other, since), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        jedis.close();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Duration> find(String one, String other, Duration since) {
        return lines.stream()
                .filter(line -> line.contains(one) && line.contains(other))
                .map(Tap::at)
                .filter(at -> at.compareTo(since) > 0)
                .findFirst();
    }

    /** A line begins with seconds and microseconds. */
    private static Duration at(String line) {
        var seconds = new BigDecimal(line.substring(0, line.indexOf(' ')));
        return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
    }
}
