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

    private static ElectionTestBed town;

    @BeforeAll
    static void build() {
        town = new ElectionTestBed(TestConfig.QUICK);
    }

    @AfterEach
    void clean() {
        town.clean();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void ofThreeExactlyOneLeads() {
        var instances = town.start(3);

        var leader = town.awaitLeader();

        assertThat(town.leaders()).containsExactly(leader);
        assertThat(instances)
                .filteredOn(i -> i.state().role() == PublicRole.LEADER)
                .hasSize(1);
        await().atMost(20, SECONDS).untilAsserted(() -> assertThat(instances).allSatisfy(i -> assertThat(
                        i.state().leader())
                .hasValueSatisfying(record -> assertThat(record.instance()).isEqualTo(leader.name()))));
    }

    @Test
    void leadershipMovesOnReleaseUnderAHigherTerm() {
        town.start(3);
        var first = town.awaitLeader();
        var firstTerm = first.term().orElseThrow();

        first.stop();
        var second = town.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(second.term().orElseThrow()).isGreaterThan(firstTerm);
        assertThat(town.history()).extracting(ElectionTestBed.Row::reason).containsExactly("shutdown", null);
    }

    @Test
    void renewalKeepsTheOfficeOverManyTtls() {
        town.start(3, Map.of("incumbent.election.ttl", "2s"));
        var leader = town.awaitLeader();
        var term = leader.term();

        town.awaitSteady(leader, Duration.ofSeconds(7));

        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void withoutRenewalItEndsByItselfAndAnotherLeads() {
        town.start(2);
        var first = town.awaitLeader();
        var term = first.term().orElseThrow();

        first.die();
        await().atMost(20, SECONDS).until(() -> first.term().isEmpty());
        var second = town.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(second.term().orElseThrow()).isGreaterThan(term);
        assertThat(town.history()).extracting(ElectionTestBed.Row::reason).containsExactly("expired", null);
    }

    @Test
    void whoStepsDownLetsTheOthersLead() {
        town.start(3);
        var first = town.awaitLeader();

        first.stepDown();
        await().atMost(20, SECONDS).until(() -> first.term().isEmpty());
        var second = town.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(town.history()).extracting(ElectionTestBed.Row::reason).containsExactly("stepped_down", null);
    }

    @Test
    void aReadRightAfterIsLeaderTurnsTrueNeverShowsTheOldHolder() {
        town.start(20);
        var last = Term.NONE;

        int seen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var led = town.awaitLed();
            var row = town.office();
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
        town.start(3, STEADY);
        var leader = town.awaitLeader();
        var term = leader.term();

        town.redis().restart();
        await().atMost(20, SECONDS)
                .until(() -> town.redis().with(r -> r.exists(town.keys().lease())));
        town.awaitSteady(leader, Duration.ofSeconds(3));

        assertThat(leader.term()).isEqualTo(term);
        assertThat(town.history()).hasSize(1);
        assertThat(town.storedTerm()).isEqualTo(term);
    }

    @Test
    void redisPausedBeyondTrustEndsActingAndTheSameTermLeadsOnAfterwards() {
        town.start(3);
        var leader = town.awaitLeader();
        var term = leader.term();

        town.redis().with(r -> r.clientPause(2_000));
        await().atMost(20, SECONDS).until(() -> leader.state().role() == PublicRole.UNVERIFIED);
        assertThat(town.leaders()).isEmpty();
        var next = town.awaitLeader();

        assertThat(town.history().getLast().term())
                .isEqualTo(next.term().orElseThrow().number());
        assertThat(next.term().orElseThrow()).isGreaterThanOrEqualTo(term.orElseThrow());
    }

    @Test
    void redisDownForAllLeadsNobodyByDefault() {
        town.start(2);
        var leader = town.awaitLeader();

        town.redis().stop();
        await().atMost(20, SECONDS).until(() -> town.leaders().isEmpty());
        assertThat(leader.state().role()).isEqualTo(PublicRole.UNVERIFIED);
        town.redis().up();

        assertThat(town.awaitLeader()).isEqualTo(leader);
    }

    @Test
    void redisDownIsRiddenThroughIfConfigured() {
        town.start(2, STEADY, Map.of("incumbent.election.redis-outage", "ride-through"));
        var leader = town.awaitLeader();
        var term = leader.term();

        town.redis().stop();
        town.awaitSteady(leader, Duration.ofSeconds(6));
        town.redis().up();
        town.awaitSteady(leader, Duration.ofSeconds(2));

        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void postgresRestartedWithinTrustLeadsOnWithoutABreak() {
        town.start(2, TestConfig.DEFAULT);
        var leader = town.awaitLeader();
        var term = leader.term();

        town.postgres().restart();

        town.awaitSteady(leader, Duration.ofSeconds(5));
        assertThat(leader.term()).isEqualTo(term);
    }

    @Test
    void postgresCrashedLeadsNobodyUntilItIsBackAndTermsStillGrow() {
        town.start(2);
        var leader = town.awaitLeader();
        var term = leader.term().orElseThrow();

        town.postgres().crash();
        await().atMost(20, SECONDS).until(() -> town.leaders().isEmpty());
        town.postgres().up();

        assertThat(town.awaitLeader().term().orElseThrow()).isGreaterThanOrEqualTo(term);
    }
}
