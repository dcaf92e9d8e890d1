package io.incumbent.process;

import static io.incumbent.process.StatementLog.Purpose.BEAT;
import static io.incumbent.process.StatementLog.Purpose.POOL_CHECK;
import static io.incumbent.process.StatementLog.Purpose.SPLIT_BRAIN_CHECK;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisCommandLog;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader and a follower with nothing to do cost, with the default timing: commands, statements, processor. */
@NeedsProcesses
class IdleCostTest {

    private static final int BEATS = 8;
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Long enough for what a JVM does after its start: compiling, registering, the first signs of life. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    /** Whoever spins in a loop takes a whole core; about 1 is usual, and is shown by {@code make bench-takeover}. */
    private static final double CORE_PERCENT_MAX = 15.0;

    /** Of incumbent.dispatch.poll-interval. */
    private static final Duration POLL = Duration.ofSeconds(5);

    /** The fence, the claim, the look at what will be due, and the reset of two sessions, which is seven statements each. */
    private static final int STATEMENTS_OF_A_POLL_MAX = 30;

    @Test
    void anIdleInstanceCostsOneCommandAndOneStatementPerBeatAndSleepsInBetween(@TempDir Path folder)
            throws IOException {
        var settings = Map.of(
                "logging_collector", "on",
                "log_directory", folder.toString(),
                "log_filename", "sql",
                "log_statement", "all",
                "log_line_prefix", "%a/");
        try (var postgres = PostgresServer.start(settings);
                var redis = RedisServer.start();
                var redisLog = RedisCommandLog.of(redis);
                var cluster = InstanceCluster.of(InstanceCluster.stores(postgres, postgres.newDatabase(), redis))) {
            var database = Map.of("INCUMBENT_DATABASE_URL", postgres.url() + "?ApplicationName=");
            cluster.start(named(database, "one"));
            cluster.start(named(database, "two"));
            var leader = cluster.awaitLeader();
            var follower = cluster.others(leader).getFirst();
            var dispatcher = dispatcherOfAGroupOfItsOwn(cluster, database);
            measure(cluster, leader, follower, dispatcher, redisLog, new StatementLog(folder.resolve("sql")));
        }
    }

    private static Map<String, String> named(Map<String, String> database, String name) {
        return InstanceCluster.with(
                Map.of("INCUMBENT_INSTANCE_NAME", name),
                Map.of("INCUMBENT_DATABASE_URL", database.get("INCUMBENT_DATABASE_URL") + name));
    }

    /** It has a target, and nothing is queued. */
    private static InstanceProcess dispatcherOfAGroupOfItsOwn(InstanceCluster cluster, Map<String, String> database)
            throws IOException {
        return cluster.run(InstanceCluster.with(
                named(database, "three"),
                Map.of(
                        "INCUMBENT_ELECTION_GROUP",
                        "apart",
                        "INCUMBENT_DISPATCH_URL",
                        "http://127.0.0.1:" + Ports.free() + "/")));
    }

    private static void measure(
            InstanceCluster cluster,
            InstanceProcess leader,
            InstanceProcess follower,
            InstanceProcess dispatcher,
            RedisCommandLog redisLog,
            StatementLog statements) {
        var leads = cluster.view(leader).orElseThrow().instance();
        var follows = cluster.view(follower).orElseThrow().instance();
        Awaitility.await("warm").pollDelay(WARM_UP).until(() -> cluster.leads(leader) && cluster.leads(dispatcher));

        redisLog.reset();
        var sqlOfLeader = new Statements(statements, nameOf(leads));
        var sqlOfFollower = new Statements(statements, nameOf(follows));
        var cpuOfLeader = new ProcessCpuTime(leader.pid());
        var sqlOfDispatcher = new Statements(statements, "three");
        var cpuOfFollower = new ProcessCpuTime(follower.pid());
        var cpuOfDispatcher = new ProcessCpuTime(dispatcher.pid());
        Awaitility.await("beats")
                .atMost(HEARTBEAT.multipliedBy(BEATS * 10L))
                .until(() -> redisLog.scripts(leads) >= BEATS);
        var took = cpuOfLeader.elapsed();
        var leaderPercent = cpuOfLeader.percent();
        var followerPercent = cpuOfFollower.percent();
        var dispatcherPercent = cpuOfDispatcher.percent();

        long beats = took.dividedBy(HEARTBEAT);
        System.out.printf("cost over %.1f s, %d beats%n", took.toMillis() / 1000.0, beats);
        System.out.printf(
                "  leader:   %d commands, %s, %.2f %% of a core%n",
                redisLog.scripts(leads), sqlOfLeader, leaderPercent);
        System.out.printf(
                "  follower: %d commands, %s, %.2f %% of a core%n",
                redisLog.scripts(follows), sqlOfFollower, followerPercent);
        System.out.printf(
                "  leader that watches an empty queue: %d statements, %.2f %% of a core%n",
                sqlOfDispatcher.all(), dispatcherPercent);
        System.out.printf(
                "  split-brain checks of all: %d commands; other commands: %s%n",
                redisLog.leaseReads(), redisLog.others());

        assertThat(redisLog.scripts(leads)).isBetween(beats - 1, beats + 2);
        assertThat(sqlOfLeader.of(BEAT)).isBetween(beats - 1, beats + 2);
        assertThat(redisLog.scripts(follows)).isBetween(1L, beats + 2);
        // it looks at the term after each refused bid
        assertThat(sqlOfFollower.of(BEAT)).isBetween(1L, beats + 2 + took.dividedBy(SIGN_OF_LIFE) + 1);
        assertThat(redisLog.leaseReads()).isLessThanOrEqualTo(3 * (beats / 10 + 1));
        // two calls at the same moment open another connection, once
        assertThat(redisLog.others()).hasSizeLessThanOrEqualTo(2).allSatisfy(command -> assertThat(command)
                .contains("\"hello\""));
        assertThat(leaderPercent).isLessThan(CORE_PERCENT_MAX);
        assertThat(followerPercent).isLessThan(CORE_PERCENT_MAX);
        assertThat(dispatcherPercent).isLessThan(CORE_PERCENT_MAX);
        assertThat(sqlOfDispatcher.all()).isLessThan(beats + (took.dividedBy(POLL) + 2) * STATEMENTS_OF_A_POLL_MAX);
    }

    /** The id without its random part. */
    private static String nameOf(String instance) {
        return instance.substring(0, instance.lastIndexOf('-'));
    }

    /** What an application has asked since this was made. */
    private static final class Statements {

        private final StatementLog log;
        private final String application;
        private final Map<StatementLog.Purpose, Long> before = new EnumMap<>(StatementLog.Purpose.class);

        Statements(StatementLog log, String application) {
            this.log = log;
            this.application = application;
            for (var purpose : StatementLog.Purpose.values()) {
                before.put(purpose, log.count(application, purpose));
            }
        }

        long of(StatementLog.Purpose purpose) {
            return log.count(application, purpose) - before.getOrDefault(purpose, 0L);
        }

        long all() {
            return Arrays.stream(StatementLog.Purpose.values())
                    .mapToLong(this::of)
                    .sum();
        }

        @Override
        public String toString() {
            return "%d statements (split-brain check %d, idle pool %d)"
                    .formatted(of(BEAT), of(SPLIT_BRAIN_CHECK), of(POOL_CHECK));
        }
    }
}
