package io.incumbent.cluster;

import static io.incumbent.cluster.StatementLog.Purpose.BEAT;
import static io.incumbent.cluster.StatementLog.Purpose.POOL_CHECK;
import static io.incumbent.cluster.StatementLog.Purpose.SPLIT_BRAIN_CHECK;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader and a follower with nothing to do cost, with the default timing: commands, statements, processor. */
class CostTest {

    private static final int BEATS = 10;
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Long enough for what a JVM does after its start: compiling, registering, the first signs of life. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    private static final double CORE_PERCENT_MAX = 1.0;

    @Test
    void anIdleInstanceCostsOneCommandAndOneStatementPerBeatAndLessThanOnePercentOfACore(@TempDir Path folder)
            throws IOException {
        var settings = Map.of(
                "logging_collector", "on",
                "log_directory", folder.toString(),
                "log_filename", "sql",
                "log_statement", "all",
                "log_line_prefix", "%a/");
        try (var postgres = PostgresServer.start(settings);
                var redis = RedisServer.start();
                var monitor = RedisMonitor.of(redis);
                var cluster = Cluster.of(Cluster.stores(postgres, postgres.newDatabase(), redis))) {
            var database = Map.of("INCUMBENT_DATABASE_URL", postgres.url() + "?ApplicationName=");
            cluster.start(named(database, "one"));
            cluster.start(named(database, "two"));
            var leader = cluster.awaitLeader();
            var follower = cluster.others(leader).getFirst();
            measure(cluster, leader, follower, monitor, new StatementLog(folder.resolve("sql")));
        }
    }

    private static Map<String, String> named(Map<String, String> database, String name) {
        return Cluster.with(
                Map.of("INCUMBENT_ELECTION_INSTANCE_ID", name),
                Map.of("INCUMBENT_DATABASE_URL", database.get("INCUMBENT_DATABASE_URL") + name));
    }

    private static void measure(
            Cluster cluster,
            InstanceProcess leader,
            InstanceProcess follower,
            RedisMonitor monitor,
            StatementLog statements) {
        var leads = cluster.view(leader).orElseThrow().instance();
        var follows = cluster.view(follower).orElseThrow().instance();
        Awaitility.await("warm").pollDelay(WARM_UP).until(() -> cluster.leads(leader));

        monitor.reset();
        var sqlOfLeader = new Statements(statements, leads);
        var sqlOfFollower = new Statements(statements, follows);
        var cpuOfLeader = new CpuClock(leader.pid());
        var cpuOfFollower = new CpuClock(follower.pid());
        Awaitility.await("beats").atMost(HEARTBEAT.multipliedBy(BEATS + 3L)).until(() -> monitor.of(leads) >= BEATS);
        var took = cpuOfLeader.elapsed();
        var leaderPercent = cpuOfLeader.percent();
        var followerPercent = cpuOfFollower.percent();

        long beats = took.dividedBy(HEARTBEAT);
        System.out.printf("cost over %.1f s, %d beats%n", took.toMillis() / 1000.0, beats);
        System.out.printf(
                "  leader:   %d commands, %s, %.2f %% of a core%n", monitor.of(leads), sqlOfLeader, leaderPercent);
        System.out.printf(
                "  follower: %d commands, %s, %.2f %% of a core%n",
                monitor.of(follows), sqlOfFollower, followerPercent);
        System.out.printf(
                "  split-brain checks of both: %d commands; other commands: %s%n", monitor.looks(), monitor.others());

        assertThat(monitor.of(leads)).isBetween(beats - 1, beats + 2);
        assertThat(sqlOfLeader.of(BEAT)).isBetween(beats - 1, beats + 2);
        assertThat(monitor.of(follows)).isBetween(1L, beats + 2);
        assertThat(sqlOfFollower.of(BEAT)).isBetween(1L, took.dividedBy(SIGN_OF_LIFE) + 1);
        assertThat(monitor.looks()).isLessThanOrEqualTo(2 * (beats / 10 + 1));
        assertThat(monitor.others()).isEmpty();
        assertThat(leaderPercent).isLessThan(CORE_PERCENT_MAX);
        assertThat(followerPercent).isLessThan(CORE_PERCENT_MAX);
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

        @Override
        public String toString() {
            return "%d statements (split-brain check %d, idle pool %d)"
                    .formatted(of(BEAT), of(SPLIT_BRAIN_CHECK), of(POOL_CHECK));
        }
    }
}
