package io.incumbent.bench;

import io.incumbent.coordinator.ElectionConfig;
import io.incumbent.coordinator.ElectionSettings;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.election.Timing;
import io.incumbent.process.InstanceProcess;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * Instances at default settings, of which the leader is killed, or told to stop, again and again. The reference is
 * the least that an election asks of the stores: two keys set in Redis, one row written durably, and read back on a
 * connection that was made for it.
 */
final class TakeoverRounds {

    /** The instances run with them. */
    private static final Timing AT_DEFAULTS = ElectionSettings.timing(TestConfig.of(ElectionConfig.class, Map.of()));

    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int STOPS = Integer.getInteger("stops", 10);
    private static final int RESTED_STOPS = Integer.getInteger("rested", 5);

    /** By then each instance has compared the stores once, and read its term on a connection of its own. */
    private static final Duration RESTED = Duration.ofSeconds(35);

    private final String database;
    private final RedisServer redis;
    private final BenchGroup group;
    private final int instances;
    private final List<Duration> kills = new ArrayList<>();
    private final StopTimes soon = new StopTimes();
    private final StopTimes rested = new StopTimes();
    private final List<Duration> references = new ArrayList<>();

    private record StopTimes(List<Duration> takeovers, List<Duration> elections) {
        StopTimes() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    TakeoverRounds(String database, RedisServer redis, BenchGroup group, int instances) {
        this.database = database;
        this.redis = redis;
        this.group = group;
        this.instances = instances;
    }

    List<Promised> run() throws IOException, SQLException, InterruptedException {
        PostgresServer.execute(database, "CREATE TABLE reference (term bigint)", "INSERT INTO reference VALUES (0)");
        for (int i = 0; i < KILLS; i++) {
            kill(group.fill(instances));
        }
        for (int i = 0; i < STOPS; i++) {
            stop(group.fill(instances), soon);
            references.add(reference());
        }
        for (int i = 0; i < RESTED_STOPS; i++) {
            var leader = group.fill(instances);
            Thread.sleep(RESTED);
            stop(leader, rested);
        }
        var reference = new Promised("", Duration.ZERO, references, Duration.ZERO).median();
        System.out.printf("Reference: SET twice, UPDATE, connect, SELECT: %s.%n", Promised.millis(reference));
        return List.of(
                new Promised("another leads after SIGKILL", AT_DEFAULTS.worstCaseFailover(), kills, Duration.ZERO),
                promised("another leads after the release of SIGTERM", rested.takeovers(), reference),
                promised("from the bid to the verified leader", rested.elections(), reference),
                promised("the same, one of the others has just started", soon.takeovers(), reference),
                promised("from the bid of such a one to the verified leader", soon.elections(), reference));
    }

    private static Promised promised(String what, List<Duration> measured, Duration reference) {
        return new Promised(what, Duration.ofMillis(100), measured, reference);
    }

    private void kill(InstanceProcess leader) {
        group.remove(leader);
        long begin = System.nanoTime();
        leader.kill();
        group.awaitLeader();
        kills.add(since(begin));
    }

    private void stop(InstanceProcess leader, StopTimes times) {
        group.remove(leader);
        var released = nextRelease();
        leader.stop();
        var next = group.awaitLeader();
        long led = System.nanoTime();
        times.takeovers().add(Duration.ofNanos(Math.max(0, led - released.join())));
        times.elections().add(bidToVerified(next));
        leader.exit().join();
    }

    /** As it measured itself. */
    private Duration bidToVerified(InstanceProcess leader) {
        var metrics =
                group.ask(leader.managementPort(), "/q/metrics").orElseThrow().body();
        return metrics.lines()
                .filter(line -> line.startsWith("incumbent_leadership_gain_seconds_max"))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
                .findFirst()
                .orElseThrow();
    }

    private Duration reference() throws SQLException {
        try (var jedis = new Jedis("127.0.0.1", redis.port());
                var connection = PostgresServer.connect(database);
                var update = connection.prepareStatement("UPDATE reference SET term = term + 1")) {
            jedis.ping(); // as an instance, which is connected already
            long begin = System.nanoTime();
            jedis.set("reference", "bid");
            update.execute();
            jedis.set("reference", "bid");
            try (var fresh = PostgresServer.connect(database);
                    var row = fresh.createStatement().executeQuery("SELECT term FROM reference")) {
                row.next();
            }
            return since(begin);
        }
    }

    /** When the next release is published. Returns once somebody listens. */
    private CompletableFuture<Long> nextRelease() {
        var listening = new CompletableFuture<Void>();
        var released = new CompletableFuture<Long>();
        Thread.ofPlatform().daemon().start(() -> {
            try (var jedis = new Jedis("127.0.0.1", redis.port(), 60_000)) {
                jedis.subscribe(
                        new JedisPubSub() {
                            @Override
                            public void onSubscribe(String channel, int count) {
                                listening.complete(null);
                            }

                            @Override
                            public void onMessage(String channel, String message) {
                                if (!message.isEmpty()) { // an empty one goes along with each renewal
                                    released.complete(System.nanoTime());
                                    unsubscribe();
                                }
                            }
                        },
                        "incumbent:{" + group.name() + "}:notices");
            }
        });
        listening.join();
        return released;
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
