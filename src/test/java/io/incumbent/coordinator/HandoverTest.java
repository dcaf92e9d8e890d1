package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.stores.NeedsServers;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a leader that leaves owes to those who stay. */
@NeedsServers
class HandoverTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Nobody asks by itself for longer than anybody here waits for a leader. */
    private static final Map<String, String> RARE = Map.of(
            "incumbent.election.ttl", "200s",
            "incumbent.election.heartbeat", "60s",
            "incumbent.election.margin", "1s",
            "incumbent.election.call-timeout", "10s");

    /** Fenced work that is slow because the machine is, is waited for. */
    private static final Map<String, String> PATIENT = TestConfig.merged(
            TestConfig.DEFAULT, Map.of("incumbent.election.drain-timeout", "8s", "incumbent.fence.limit", "8s"));

    private static ElectionTestBed bed;

    @BeforeAll
    static void build() {
        bed = new ElectionTestBed(TestConfig.QUICK);
    }

    @AfterEach
    void clean() {
        bed.clean();
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    /** How fast, is measured by {@code make bench-takeover}. */
    @Test
    void afterAGracefulStopAnotherLeadsBecauseOfTheReleaseAndLongBeforeItWouldHaveAskedByItself() {
        bed.start(3, RARE);
        await("all listen").atMost(LIMIT).until(() -> listeners() == 3);

        for (int round = 0; round < 50; round++) {
            bed.start(1, RARE);
            var leader = bed.awaitLeader();
            var term = leader.term().orElseThrow();

            leader.stop();

            assertThat(leader.state().role()).isEqualTo(PublicRole.STOPPED);
            assertThat(bed.awaitLeader().term().orElseThrow()).isGreaterThan(term);
        }
        assertThat(bed.history())
                .extracting(ElectionTestBed.Row::reason)
                .hasSize(51)
                .startsWith(Collections.nCopies(50, "shutdown").toArray(String[]::new));
    }

    @Test
    void aLeaderThatLeavesStopsActingAtOnceAndReleasesWhenItsFencedWorkHasFinished() throws Exception {
        bed.start(2, PATIENT);
        var leader = bed.awaitLeader();
        var working = new CountDownLatch(1);
        var mayFinish = new CountDownLatch(1);
        var work = CompletableFuture.supplyAsync(() -> leader.fenced((connection, term) -> {
            working.countDown();
            try {
                return mayFinish.await(LIMIT.toSeconds(), SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        working.await();

        leader.stepDown();
        await().atMost(LIMIT).until(() -> leader.term().isEmpty());
        assertThat(leader.fenced((connection, term) -> true)).isEqualTo(new FencedResult.NotLeader<>());
        assertThat(bed.leaseHolder()).startsWith(leader.name());
        mayFinish.countDown();

        assertThat(work.get(LIMIT.toSeconds(), SECONDS)).isInstanceOf(FencedResult.Committed.class);
        assertThat(bed.awaitLeader()).isNotEqualTo(leader);
    }

    @Test
    void workThatNeverEndsHoldsTheNextLeaderUpForTheLimitOfAFencedTransactionAndNoLonger() throws Exception {
        bed.start(2);
        var leader = bed.awaitLeader();
        var term = leader.term().orElseThrow();
        var working = new CountDownLatch(1);
        var mayFinish = new CountDownLatch(1);
        var work = CompletableFuture.runAsync(() -> leader.fenced((connection, now) -> {
            working.countDown();
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT 1");
                return mayFinish.await(20, SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        working.await();

        leader.stepDown();
        await().atMost(LIMIT).until(() -> leader.term().isEmpty());
        var next = bed.awaitLeader();

        assertThat(next.term().orElseThrow()).isGreaterThan(term);
        assertThat(next.fenced((connection, t) -> 7))
                .isEqualTo(new FencedResult.Committed<>(7, next.term().orElseThrow()));
        mayFinish.countDown();
        await().atMost(LIMIT).until(work::isCompletedExceptionally);
    }

    private static long listeners() {
        var channel = bed.keys().releases();
        return bed.redis().with(r -> Long.parseLong(r.pubsubNumSub(channel).get(channel)));
    }
}
