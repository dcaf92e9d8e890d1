package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three real instances on real stores: who leads, who is Ready, and what follows when the leader falls or freezes. */
@NeedsProcesses
class FailoverTest {

    private static final Duration POLL = Duration.ofMillis(10);

    private static final Duration NOTICED = Duration.ofSeconds(40);

    /** How often a leader that woke up is asked: the first second of it on a machine that is busy, and more. */
    private static final int QUESTIONS = 100;

    private static final PostgresServer POSTGRES = PostgresServer.start();
    private static final RedisServer REDIS = RedisServer.start();
    private static final String DATABASE = POSTGRES.newDatabase();

    private InstanceCluster cluster;
    private InstanceProcess leader;
    private long term;

    @BeforeEach
    void threeInstances() throws IOException {
        cluster = InstanceCluster.of(
                InstanceCluster.with(InstanceCluster.QUICK, InstanceCluster.stores(POSTGRES, DATABASE, REDIS)));
        for (int i = 0; i < 3; i++) {
            cluster.start();
        }
        leader = cluster.awaitLeader();
        term = cluster.view(leader).orElseThrow().term().orElseThrow();
    }

    @AfterEach
    void end() throws IOException {
        cluster.close();
    }

    @AfterAll
    static void stopStores() {
        POSTGRES.close();
        REDIS.close();
    }

    @Test
    void exactlyOneLeadsAndNobodyElseIsReady() {
        var id = cluster.view(leader).orElseThrow().instance();
        assertThat(probes(leader)).containsExactly(200, 200, 200, 200, 503, 200, 200, 200);
        for (var standby : cluster.others(leader)) {
            assertThat(probes(standby)).containsExactly(503, 503, 503, 503, 200, 200, 200, 200);
            Awaitility.await("the leader is known by name").atMost(NOTICED).untilAsserted(() -> assertThat(
                            cluster.view(standby).orElseThrow().leader())
                    .contains(id));
        }
    }

    private static Stream<Integer> probes(InstanceProcess of) {
        int http = of.httpPort();
        int management = of.managementPort();
        return Stream.of(
                        HttpProbe.get(management, "/q/health/ready"),
                        HttpProbe.get(management, "/q/health/group/leader"),
                        HttpProbe.head(http, "/leader"),
                        HttpProbe.get(http, "/leader"),
                        HttpProbe.get(http, "/follower"),
                        HttpProbe.get(management, "/q/health/group/instance"),
                        HttpProbe.get(management, "/q/health/live"),
                        HttpProbe.get(management, "/q/health/started"))
                .map(HttpProbe::status);
    }

    @Test
    void aKilledLeaderIsSucceededUnderAHigherTerm() {
        var dead = cluster.view(leader).orElseThrow();
        assertThat(dead.worstCaseFailover()).isEqualTo(InstanceCluster.TTL.plusMillis(500));

        leader.kill();
        var successor = successor();

        var view = cluster.view(successor).orElseThrow();
        assertThat(view.term().orElseThrow()).isGreaterThan(term);
        var history = cluster.ask().history(successor.httpPort(), 2);
        assertThat(history.getFirst().instance()).isEqualTo(view.instance());
        assertThat(history.getFirst().whyGained()).isEqualTo("elected");
        assertThat(history.getLast().instance()).isEqualTo(dead.instance());
        assertThat(history.getLast().whyLost()).contains("expired");
    }

    /**
     * The questions that pile up in front of a frozen process are the first thing that it answers when it wakes, before
     * any of its own threads need have run.
     */
    @Test
    void aFrozenLeaderNeverAnswersAsLeaderAgainUnderItsOldTerm() throws IOException {
        leader.pause();
        var successor = successor();
        var waiting = new ArrayList<CompletableFuture<HttpProbe>>();
        for (int i = 0; i < 20; i++) {
            waiting.add(HttpProbe.later(leader.httpPort(), "/leader"));
            waiting.add(HttpProbe.later(leader.managementPort(), "/q/health/ready"));
        }

        leader.resume();
        var answers = new ArrayList<HttpProbe>();
        long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (System.nanoTime() < until || answers.size() < QUESTIONS) {
            answers.add(HttpProbe.get(leader.httpPort(), "/leader"));
            answers.add(HttpProbe.get(leader.managementPort(), "/q/health/ready"));
        }
        waiting.stream().map(CompletableFuture::join).forEach(answers::add);

        assertThat(answers).allMatch(answer -> answer.status() == 503);
        assertThat(cluster.leads(successor)).isTrue();
        Awaitility.await("it follows").atMost(NOTICED).untilAsserted(() -> assertThat(
                        HttpProbe.get(leader.httpPort(), "/follower").status())
                .isEqualTo(200));
    }

    private InstanceProcess successor() {
        return Awaitility.await("a successor")
                .pollInterval(POLL)
                .pollDelay(Duration.ZERO)
                .pollInSameThread()
                .atMost(NOTICED)
                .until(
                        () -> cluster.others(leader).stream()
                                .filter(cluster::leads)
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }
}
