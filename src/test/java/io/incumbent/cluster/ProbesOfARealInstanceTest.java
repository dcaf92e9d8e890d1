package io.incumbent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kubelet is told while both stores hang: the truth, and at once. */
class ProbesOfARealInstanceTest {

    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");
    private static final List<String> PATHS =
            List.of("/q/health/live", "/q/health/ready", "/q/health/group/leader", "/q/health/group/instance");

    /** No I/O takes so little on a machine on which everything else runs as well. */
    private static final Duration USUAL = Duration.ofMillis(20);

    private static final Duration NOTICED = Duration.ofSeconds(15);

    private final PostgresServer postgres = PostgresServer.start();
    private final RedisServer redis = RedisServer.start();
    private Cluster cluster;
    private InstanceProcess leader;

    @BeforeEach
    void aLeader() throws IOException {
        cluster = Cluster.of(Cluster.with(Cluster.QUICK, Cluster.stores(postgres, postgres.newDatabase(), redis)));
        cluster.start();
        leader = cluster.awaitLeader();
    }

    @AfterEach
    void end() throws IOException {
        cluster.close();
        redis.resume();
        redis.close();
        postgres.close();
    }

    @Test
    void onlyOurOwnChecksAreAskedAndNoneOfThemAsksAStore() {
        assertThat(NAME.matcher(Probe.get(leader.managementPort(), "/q/health").body())
                        .results())
                .extracting(found -> found.group(1))
                .containsExactlyInAnyOrder("beat", "database", "leader");
        probe("/q/health/live"); // connections and code are warm from here on

        postgres.pause();
        redis.pause();
        long pausedAt = System.nanoTime();
        Awaitility.await("trust runs out")
                .pollInterval(Duration.ofMillis(10))
                .atMost(Cluster.TTL)
                .until(() -> probe("/q/health/ready").status() == 503);
        assertThat(Duration.ofNanos(System.nanoTime() - pausedAt)).isLessThan(Cluster.TTL);
        assertThat(probe("/q/health/live").status()).isEqualTo(200);
        assertThat(probe("/q/health/group/leader").status()).isEqualTo(503);

        var times = Stream.generate(() -> PATHS)
                .limit(50)
                .flatMap(List::stream)
                .map(path -> probe(path).took())
                .sorted()
                .toList();
        System.out.printf(
                "probes with both stores hanging: median %d us, slowest of %d %d us%n",
                times.get(times.size() / 2).toNanos() / 1000,
                times.size(),
                times.getLast().toNanos() / 1000);
        assertThat(times.get(times.size() / 2)).isLessThan(USUAL);

        redis.resume();
        postgres.resume();
        Awaitility.await("it leads again")
                .atMost(NOTICED)
                .until(() -> probe("/q/health/ready").status() == 200);
    }

    private Probe probe(String path) {
        return Probe.get(leader.managementPort(), path);
    }
}
