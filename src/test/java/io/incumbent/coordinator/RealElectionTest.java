package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.election.Term;
import io.incumbent.stores.NeedsServers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole coordinators, several in one process, on a real PostgreSQL and a real Redis. */
@NeedsServers
class RealElectionTest {

    private static final int ROUNDS = 1_000;

    /** Trust that outlasts a machine which stands still for a moment. */
    private static final Map<String, String> STEADY = Map.of(
            "incumbent.election.ttl", "5s",
            "incumbent.election.margin", "200ms",
            "incumbent.election.call-timeout", "300ms");

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

    @Test
    void ofThreeExactlyOneLeads() {
        var instances = bed.start(3);

        var leader = bed.awaitLeader();

        assertThat(bed.leaders()).containsExactly(leader);
        assertThat(instances)
                .filteredOn(i -> i.state().role() == PublicRole.LEADER)
                .hasSize(1);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(instances).allSatisfy(i -> assertThat(
                        i.state().leader())
                .hasValueSatisfying(record -> assertThat(record.instance()).isEqualTo(leader.name()))));
    }

    @Test
    void leadershipMovesOnReleaseUnderAHigherTerm() {
        bed.start(3);
        var first = bed.awaitLeader();
        var firstTerm = first.term().orElseThrow();

        first.stop();
        var second = bed.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(second.term().orElseThrow()).isGreaterThan(firstTerm);
        assertThat(bed.history()).extracting(ElectionTestBed.Row::reason).containsExactly("shutdown", null);
    }

    @Test
    void renewalKeepsTheLeadershipOverManyTtls() {
        bed.start(3, Map.of("incumbent.election.ttl", "2s"));
        var leader = bed.awaitLeader();
        var term = leader.term();

        bed.awaitSteady(leader, Duration.ofSeconds(7));

        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void withoutRenewalItEndsByItselfAndAnotherLeads() {
        bed.start(2);
        var first = bed.awaitLeader();
        var term = first.term().orElseThrow();

        first.die();
        await().atMost(60, SECONDS).until(() -> first.term().isEmpty());
        var second = bed.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(second.term().orElseThrow()).isGreaterThan(term);
        assertThat(bed.history()).extracting(ElectionTestBed.Row::reason).containsExactly("expired", null);
    }

    @Test
    void whoStepsDownLetsTheOthersLead() {
        bed.start(3);
        var first = bed.awaitLeader();

        first.stepDown();
        await().atMost(60, SECONDS).until(() -> first.term().isEmpty());
        var second = bed.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(bed.history()).extracting(ElectionTestBed.Row::reason).containsExactly("stepped_down", null);
    }

    @Test
    void aReadRightAfterIsLeaderTurnsTrueNeverShowsTheOldHolder() {
        bed.start(20);
        var last = Term.NONE;

        int seen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var led = bed.awaitLed();
            var row = bed.record();
            assertThat(row.term())
                    .as("round %d", round)
                    .isGreaterThanOrEqualTo(led.term().number());
            if (row.term() == led.term().number()) { // else it was too slow, and another leads already
                assertThat(row.instance()).isEqualTo(led.leader().name());
                seen++;
            }
            assertThat(led.term()).isGreaterThan(last);
            last = led.term();
            led.leader().stepDown();
            await().pollInterval(1, MILLISECONDS)
                    .pollDelay(Duration.ZERO)
                    .until(() -> !led.leader().term().equals(Optional.of(led.term())));
        }
        assertThat(seen).as("not overtaken").isGreaterThan(ROUNDS / 2);
    }

    @Test
    void redisRestartedEmptyKeepsTheLeaderUnderTheSameTerm() {
        bed.start(3, STEADY);
        var leader = bed.awaitLeader();
        var term = leader.term();

        bed.redis().restart();
        await().atMost(60, SECONDS)
                .until(() -> bed.redis().with(r -> r.exists(bed.keys().lease())));
        bed.awaitSteady(leader, Duration.ofSeconds(3));

        assertThat(leader.term()).isEqualTo(term);
        assertThat(bed.history()).hasSize(1);
        assertThat(bed.storedTerm()).isEqualTo(term);
    }

    @Test
    void redisPausedBeyondTrustEndsActingAndTheSameTermLeadsOnAfterwards() {
        bed.start(3);
        var leader = bed.awaitLeader();
        var term = leader.term();

        bed.redis().with(r -> r.clientPause(2_000));
        await().atMost(60, SECONDS).until(() -> leader.state().role() == PublicRole.UNVERIFIED);
        assertThat(bed.leaders()).isEmpty();
        var next = bed.awaitLeader();

        assertThat(bed.history().getLast().term())
                .isEqualTo(next.term().orElseThrow().number());
        assertThat(next.term().orElseThrow()).isGreaterThanOrEqualTo(term.orElseThrow());
    }

    @Test
    void redisDownForAllLeadsNobodyByDefault() {
        bed.start(2);
        var leader = bed.awaitLeader();

        bed.redis().stop();
        await().atMost(60, SECONDS).until(() -> bed.leaders().isEmpty());
        assertThat(leader.state().role()).isEqualTo(PublicRole.UNVERIFIED);
        bed.redis().up();

        assertThat(bed.awaitLeader()).isEqualTo(leader);
    }

    @Test
    void redisDownIsRiddenThroughIfConfigured() {
        bed.start(2, STEADY, Map.of("incumbent.election.redis-outage", "ride-through"));
        var leader = bed.awaitLeader();
        var term = leader.term();

        bed.redis().stop();
        bed.awaitSteady(leader, Duration.ofSeconds(6));
        bed.redis().up();
        bed.awaitSteady(leader, Duration.ofSeconds(2));

        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void postgresRestartedWithinTrustLeadsOnWithoutABreak() {
        bed.start(2, TestConfig.DEFAULT);
        var leader = bed.awaitLeader();
        var term = leader.term();

        bed.postgres().restart();

        bed.awaitSteady(leader, Duration.ofSeconds(5));
        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void postgresCrashedLeadsNobodyUntilItIsBackAndTermsStillGrow() {
        bed.start(2);
        var leader = bed.awaitLeader();
        var term = leader.term().orElseThrow();

        bed.postgres().crash();
        await().atMost(60, SECONDS).until(() -> bed.leaders().isEmpty());
        bed.postgres().up();

        assertThat(bed.awaitLeader().term().orElseThrow()).isGreaterThanOrEqualTo(term);
    }
}
