package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.coordinator.stores.TimeLimitedCalls;
import io.incumbent.stores.NeedsServers;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No instance bids before its id is its own. */
@Timeout(120)
@NeedsServers
class RegistrationTest {

    private static final long SEED = 42;

    /** A stop that waited for an attempt to register would take as long as that. */
    private static final Map<String, String> LONG_CALLS =
            TestConfig.merged(TestConfig.DEFAULT, Map.of("incumbent.election.call-timeout", "3s"));

    private static ElectionTestBed bed;

    @BeforeAll
    static void start() {
        bed = new ElectionTestBed(TestConfig.merged(TestConfig.QUICK, Map.of("incumbent.instance.name", "web")));
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @BeforeEach
    void nobodyIsThere() {
        bed.clean();
    }

    private static List<String> rows(String query) {
        return LedgerFixture.rows(bed.url(), query);
    }

    @Test
    void threeProcessesThatDrawTheSameNumbersRunUnderThreeIds() {
        try (var log = new LogCapture(Registrar.class)) {
            var all = Stream.generate(() -> bed.startWith(new Random(SEED)))
                    .limit(3)
                    .toList();
            await("all are registered").until(() -> all.stream().allMatch(TestCoordinator::registered));

            assertThat(all)
                    .extracting(TestCoordinator::name)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id.startsWith("web-"));
            assertThat(rows("SELECT instance FROM instance_metadata"))
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().map(TestCoordinator::name).toList());
            assertThat(log.lines())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(line -> line.startsWith("WARN instance id is taken"));
            var leader = bed.awaitLeader();
            assertThat(bed.record().instance()).isEqualTo(leader.name());
            assertThat(bed.leaseHolder()).startsWith(leader.name() + "/");
            assertThat(leader.state().instance()).isEqualTo(leader.name());
        }
    }

    @Test
    void aDatabaseWithoutAnIdIsReportedWithWhatMendsItAndNobodyBidsUntilThen() {
        bed.execute("DELETE FROM database_identity");
        try (var log = new LogCapture(Registrar.class)) {
            var instance = bed.start(1).getFirst();
            await("it says so").until(() -> !log.lines().isEmpty());

            assertThat(instance.registered()).isFalse();
            assertThat(bed.leaseHolder()).isEmpty();
            assertThat(rows("SELECT * FROM leadership_history")).isEmpty();

            bed.execute("INSERT INTO database_identity DEFAULT VALUES");
            assertThat(bed.awaitLeader()).isSameAs(instance);
            assertThat(log.lines())
                    .as("said once, however often it tried")
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains("INSERT INTO database_identity DEFAULT VALUES");
        }
    }

    /** Its renewals only update that row. */
    @Test
    void aLeaderWhoseRowSomebodyDeletedWritesItAgain() {
        var leader = bed.start(
                        1, Map.of("incumbent.ledger.sign-of-life-every", "200ms", "incumbent.ledger.stale-after", "2s"))
                .getFirst();
        bed.awaitLeader();

        bed.execute("DELETE FROM instance_metadata");

        await("its row is back").untilAsserted(() -> assertThat(rows("SELECT instance FROM instance_metadata"))
                .containsExactly(leader.name()));
        assertThat(leader.term()).isPresent();
    }

    /** Its row is mended by the next claim. */
    @Test
    void anInstanceWhoseRowRefusesAllItsClaimsLeadsAllTheSameAndSaysWhatItMended() {
        var instance = bed.start(1).getFirst();
        bed.awaitLeader();
        try (var log = new LogCapture(Ledger.class)) {
            bed.execute("UPDATE instance_metadata SET released_bid = 9223372036854775807");
            instance.stepDown();

            await("it has mended its row").until(() -> !log.lines().isEmpty());
            bed.awaitLeader();

            assertThat(log.lines()).singleElement().asString().startsWith("WARN the row of this instance");
        }
    }

    @Test
    void whileTheDatabaseHangsAStopNeedsNoAnswerAndNobodyBids() {
        bed.postgres().pause();
        try (var log = new LogCapture(TimeLimitedCalls.class)) {
            var instance = bed.start(1, LONG_CALLS).getFirst();
            await("it has tried to register").until(() -> !log.lines().isEmpty());
            instance.stop();

            // the database hangs still
            assertThat(instance.state().role()).isEqualTo(PublicRole.STOPPED);
            assertThat(instance.registered()).isFalse();
            assertThat(bed.leaseHolder()).isEmpty();
        } finally {
            bed.postgres().resume();
        }
    }

    @Test
    void itRegistersByItselfOnceTheDatabaseAnswers() {
        bed.postgres().pause();
        try (var log = new LogCapture(TimeLimitedCalls.class)) {
            var instance = bed.start(1).getFirst();
            await("it has tried").until(() -> !log.lines().isEmpty());
            assertThat(log.lines()).allMatch(line -> line.startsWith("WARN postgres fails"));
            assertThat(instance.registered()).isFalse();
        } finally {
            bed.postgres().resume();
        }
        bed.awaitLeader();
    }

    @Test
    void whoStopsSaysThatItLeavesWhetherItLeadsOrNot() {
        var all = bed.start(3, LONG_CALLS);
        var leader = bed.awaitLeader();
        await().until(() -> all.stream().allMatch(TestCoordinator::registered));
        var followers = all.stream().filter(one -> one != leader).toList();
        followers.getFirst().stop();
        assertThat(leaving()).containsExactly(followers.getFirst().name());
        assertThat(rows("SELECT instance FROM instances WHERE may_take_over"))
                .containsExactly(followers.getLast().name());

        leader.stop();
        assertThat(leaving()).containsExactlyInAnyOrder(followers.getFirst().name(), leader.name());
    }

    private static List<String> leaving() {
        return rows("SELECT instance FROM instance_metadata WHERE candidacy = 'draining'");
    }
}
