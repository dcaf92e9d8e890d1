package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
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
@NeedsProcesses
class ProbesWithHangingStoresTest {

    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");
    private static final List<String> PATHS =
            List.of("/q/health/live", "/q/health/ready", "/q/health/group/leader", "/q/health/group/instance");

    /** What waits for a store that hangs is not answered sooner, and what asks none far sooner, even on a busy machine. */
    private static final Duration SHORTEST_WAIT_FOR_A_STORE = Duration.ofMillis(300);

    private static final Duration NOTICED = Duration.ofSeconds(40);

    private final PostgresServer postgres = PostgresServer.start();
    private final RedisServer redis = RedisServer.start();
    private InstanceCluster cluster;
    private InstanceProcess leader;

    @BeforeEach
    void aLeader() throws IOException {
        cluster = InstanceCluster.of(InstanceCluster.with(
                InstanceCluster.QUICK, InstanceCluster.stores(postgres, postgres.newDatabase(), redis)));
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
        assertThat(NAME.matcher(HttpProbe.get(leader.managementPort(), "/q/health")
                                .body())
                        .results())
                .extracting(found -> found.group(1))
                .containsExactlyInAnyOrder("beat", "database", "leader");
        probe("/q/health/live"); // connections and code are warm from here on

        postgres.pause();
        redis.pause();
        Awaitility.await("trust runs out")
                .pollInterval(Duration.ofMillis(10))
                .atMost(NOTICED)
                .until(() -> probe("/q/health/ready").status() == 503);
        assertThat(probe("/q/health/live").status()).isEqualTo(200);
        assertThat(probe("/q/health/group/leader").status()).isEqualTo(503);

        var times = Stream.generate(() -> PATHS)
                .limit(50)
                .flatMap(List::stream)
                .map(path -> probe(path).took())
                .sorted()
                .toList();
        assertThat(times.get(times.size() / 2)).isLessThan(SHORTEST_WAIT_FOR_A_STORE);

        redis.resume();
        postgres.resume();
        Awaitility.await("it leads again")
                .atMost(NOTICED)
                .until(() -> probe("/q/health/ready").status() == 200);
    }

    private HttpProbe probe(String path) {
        return HttpProbe.get(leader.managementPort(), path);
    }
}
