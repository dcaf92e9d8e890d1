package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LeaderlessWatch.Wait;
import io.incumbent.coordinator.LeaderlessWatch.Wait.Code;
import io.incumbent.coordinator.stores.StoreCalls.Store;
import io.incumbent.election.Bid;
import io.incumbent.election.Event;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.LeaseHolder.Origin;
import io.incumbent.election.Observations;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.logging.OutageLog.Status;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaderlessWatchTest {

    private static final Timing TIMING = new Timing(
            Duration.ofSeconds(9),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Timing.RedisOutage.STEP_DOWN);
    private static final long TWO_TTL = TIMING.ttl().multipliedBy(2).toNanos();
    private static final Bid OURS = new Bid("ours", 1);
    private static final LeaderRecord LEADER = new LeaderRecord(new Bid("a", 1), new Term(1), "host", Instant.EPOCH);
    private static final Optional<GrantStamp> HELD = Optional.of(new GrantStamp("a/1 1 x", TIMING.ttl()));
    private static final Deadline AT = new Deadline(0);

    private final Map<Store, Status> stores = new EnumMap<>(Store.class);
    private final LeaderlessWatch watch = new LeaderlessWatch(TIMING, it -> Optional.ofNullable(stores.get(it)));

    @Test
    void aFollowerOfALeaderWaitsForNothingElse() {
        unreachable(Store.REDIS);
        var knows = new Role.Follower(
                OURS,
                AT,
                AT,
                Optional.of(new Role.KnownLeader(LEADER, Deadline.in(TIMING.ttl(), 0))),
                Observations.NONE);

        assertThat(watch.wait(knows, 1)).isEmpty();
    }

    @Test
    void aCandidacyThatCouldNotBeVerifiedIsWaitedForAndCounted() {
        var follower = follower(3);

        assertThat(watch.wait(follower, 0)).hasValueSatisfying(wait -> {
            assertThat(wait.code()).isEqualTo(Code.CANDIDACY);
            assertThat(wait.detail()).startsWith("3 candidacies");
        });
    }

    @Test
    void aLeaderWithoutTrustWaitsForARenewalAndFirstForAStoreThatDoesNotAnswer() {
        var leader = new Role.Leader(
                OURS,
                LEADER,
                AT,
                AT,
                AT,
                AT,
                AT,
                new Role.UnansweredStores(false, false),
                Optional.empty(),
                Observations.NONE);

        assertThat(code(leader)).contains(Code.RENEWAL);
        assertThat(watch.wait(leader, -1)).isEmpty();
        unreachable(Store.POSTGRES);
        assertThat(code(leader)).contains(Code.DATABASE_UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({"REDIS, REDIS_UNREACHABLE", "POSTGRES, DATABASE_UNREACHABLE", "READ_BACK, READ_BACK_UNREACHABLE"})
    void aStoreThatDoesNotAnswerIsNamedWithItsError(Store store, Code code) {
        unreachable(store);

        assertThat(watch.wait(follower(0), 0)).hasValueSatisfying(wait -> {
            assertThat(wait.code()).isEqualTo(code);
            assertThat(wait.detail()).endsWith(": 08001");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GROUP, 4, LEASE",
        "GROUP, 400, IMPOSSIBLE_RECORD",
        "FOREIGN, 400, IMPOSSIBLE_RECORD",
        "OTHER_DATABASE, 4, OTHER_DATABASE"
    })
    void aLeaseThatIsInTheWayIsNamedUntilItIsGranted(Origin origin, long seconds, Code code) {
        var holder = new LeaseHolder(new Bid("a", 1), Optional.empty(), origin);
        heard(new LeaseAnswer.Refused(holder, Term.NONE, Duration.ofSeconds(seconds), HELD));

        assertThat(watch.wait(follower(0), 0)).hasValueSatisfying(wait -> {
            assertThat(wait.code()).isEqualTo(code);
            assertThat(wait.detail()).contains("a/1");
            assertThat(wait.left()).contains(Duration.ofSeconds(seconds));
        });
        assertThat(watch.wait(follower(0), Duration.ofSeconds(seconds).toNanos())
                        .flatMap(Wait::left))
                .isEmpty();

        heard(new LeaseAnswer.Granted(Term.NONE));
        assertThat(code(follower(0))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4, TERM", "400, IMPOSSIBLE_RECORD"})
    void aTermThatIsInTheWayIsNamed(long seconds, Code code) {
        heard(new TermAnswer.Refused(Optional.of(LEADER), Duration.ofSeconds(seconds), HELD));

        assertThat(code(follower(0))).contains(code);
    }

    @Test
    void whoWasRefusedByNobodyWaitsForNobody() {
        heard(new TermAnswer.Refused(Optional.empty(), Duration.ZERO, Optional.empty()));

        assertThat(code(follower(0))).isEmpty();
    }

    @Test
    void thatNobodyWasSeenToLeadForTwoTtlIsSaidOnceWithTheSameWordsAndItsEndToo() {
        unreachable(Store.REDIS);
        try (var log = new LogCapture(LeaderlessWatch.class)) {
            turn(follower(0), 0);
            turn(follower(0), TWO_TTL - 1);
            assertThat(log.lines()).isEmpty();

            turn(follower(0), TWO_TTL);
            turn(follower(0), 3 * TWO_TTL);
            turn(leading(4 * TWO_TTL), 4 * TWO_TTL);
            turn(follower(0), 5 * TWO_TTL);
            turn(new Role.Stopped(OURS), 9 * TWO_TTL);

            assertThat(log.lines())
                    .containsExactly(
                            "WARN nobody was seen to lead for 18000 ms waitingFor=redis_unreachable: redis does not answer,"
                                    + " or refuses changes: 08001",
                            "INFO somebody leads again");
        }
    }

    private void heard(LeaseAnswer answer) {
        turn(new Event.LeaseAnswered(OURS, 0, answer), follower(0), 0);
    }

    private void heard(TermAnswer answer) {
        turn(new Event.TermAnswered(OURS, 0, answer), follower(0), 0);
    }

    private void turn(Role role, long now) {
        turn(new Event.Tick(), role, now);
    }

    private void turn(Event event, Role role, long now) {
        watch.turned(role, event, new Step(role, List.of()), now);
    }

    private Optional<Code> code(Role role) {
        return watch.wait(role, 0).map(Wait::code);
    }

    private void unreachable(Store store) {
        stores.put(store, new Status(false, Instant.EPOCH, Optional.of("08001")));
    }

    private static Role.Leader leading(long now) {
        var later = Deadline.in(TIMING.ttl(), now);
        return new Role.Leader(
                OURS,
                LEADER,
                later,
                later,
                later,
                later,
                later,
                new Role.UnansweredStores(false, false),
                Optional.empty(),
                Observations.NONE);
    }

    private static Role.Follower follower(int unverified) {
        return new Role.Follower(
                OURS, AT, AT, Optional.empty(), new Observations(Optional.empty(), Optional.empty(), unverified));
    }
}
