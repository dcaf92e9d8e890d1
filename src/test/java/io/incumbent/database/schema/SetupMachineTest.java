package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.incumbent.database.schema.SetupEvent.LockHolder;
import io.incumbent.database.schema.SetupMachine.Action;
import io.incumbent.database.schema.SetupMachine.Plan;
import io.incumbent.database.schema.SetupMachine.Transition;
import io.incumbent.time.Deadline;
import io.incumbent.time.TestTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every move of the machine, legal and illegal. */
class SetupMachineTest {

    /** Just before the clock wraps. */
    private static final long NOW = new TestTicker().nanos();

    private static final Plan SELF = new Plan(true, true, Optional.empty());
    private static final Plan EXTERNAL = new Plan(false, true, Optional.empty());
    private static final Plan MIGRATE = new Plan(true, false, Optional.empty());

    private static final SetupProblem AWAY = new SetupProblem("away", true);
    private static final SetupProblem WRONG = SetupProblem.lasting("wrong");
    private static final LockHolder HOLDER = new LockHolder(42, "incumbent other");
    private static final MigrationProgress HALF = new MigrationProgress(1, 2, "2 signals");

    private static final SchemaVersion.Usable CURRENT = new SchemaVersion.Current();
    private static final SchemaVersion.Usable USABLE = new SchemaVersion.NewerUsable("99", "0.9", "0.9.4");
    private static final SchemaVersion.Newer REFUSED = new SchemaVersion.Newer("99", Optional.of("1.0"), "0.9.4");

    private static final Map<String, SetupPhase> PHASES = phases();
    private static final Map<String, SetupEvent> FINDINGS = findings();

    private static Map<String, SetupPhase> phases() {
        var all = new LinkedHashMap<String, SetupPhase>();
        all.put("before", new SetupPhase.Uninitialized());
        all.put("connecting", new SetupPhase.Connecting(Optional.empty()));
        all.put("checking", new SetupPhase.CheckingSchema(false, Optional.empty()));
        all.put("checking-locked", new SetupPhase.CheckingSchema(true, Optional.empty()));
        all.put("awaiting", new SetupPhase.CheckingSchema(false, Optional.of(OptionalInt.of(0))));
        all.put("acquiring", new SetupPhase.AcquiringLock(Optional.empty()));
        all.put("migrating", new SetupPhase.Migrating(Optional.empty()));
        all.put("validating", new SetupPhase.Validating(CURRENT));
        all.put("ready", new SetupPhase.Ready(CURRENT));
        all.put("error", new SetupPhase.Failed(WRONG, false));
        all.put("given-up", new SetupPhase.Failed(WRONG, true));
        return all;
    }

    private static Map<String, SetupEvent> findings() {
        var all = new LinkedHashMap<String, SetupEvent>();
        all.put("begun", new SetupEvent.Started());
        all.put("connected", new SetupEvent.Connected());
        all.put("current", new SetupEvent.VersionRead(CURRENT));
        all.put("behind", new SetupEvent.VersionRead(new SchemaVersion.Behind(OptionalInt.empty())));
        all.put("newer", new SetupEvent.VersionRead(REFUSED));
        all.put("usable", new SetupEvent.VersionRead(USABLE));
        all.put("granted", new SetupEvent.LockGranted());
        all.put("taken", new SetupEvent.LockTaken(Optional.of(HOLDER)));
        all.put("moved", new SetupEvent.MigrationProgressed(HALF));
        all.put("migrated", new SetupEvent.Migrated());
        all.put("valid", new SetupEvent.Valid());
        all.put("away", new SetupEvent.Failed(AWAY));
        all.put("wrong", new SetupEvent.Failed(WRONG));
        all.put("waited", new SetupEvent.Waited());
        return all;
    }

    /** What is not in here must be refused. */
    private static final String MOVES = """
            before           begun      CONNECTING       CONNECT
            connecting       connected  CHECKING_SCHEMA  READ_VERSION
            connecting       waited     CONNECTING       CONNECT
            connecting       away       CONNECTING       RETRY
            connecting       wrong      ERROR            RETRY
            checking         current    VALIDATING       VALIDATE
            checking         behind     ACQUIRING_LOCK   TRY_LOCK
            checking         newer      ERROR            RETRY
            checking         usable     VALIDATING       VALIDATE
            checking         waited     CHECKING_SCHEMA  READ_VERSION
            checking         away       CONNECTING       RETRY
            checking         wrong      ERROR            RETRY
            checking-locked  current    VALIDATING       VALIDATE
            checking-locked  behind     MIGRATING        MIGRATE
            checking-locked  newer      ERROR            RETRY
            checking-locked  usable     VALIDATING       VALIDATE
            checking-locked  waited     CHECKING_SCHEMA  READ_VERSION
            checking-locked  away       CONNECTING       RETRY
            checking-locked  wrong      ERROR            RETRY
            awaiting         current    VALIDATING       VALIDATE
            awaiting         behind     ACQUIRING_LOCK   TRY_LOCK
            awaiting         newer      ERROR            RETRY
            awaiting         usable     VALIDATING       VALIDATE
            awaiting         waited     CHECKING_SCHEMA  READ_VERSION
            awaiting         away       CONNECTING       RETRY
            awaiting         wrong      ERROR            RETRY
            acquiring        granted    CHECKING_SCHEMA  READ_VERSION
            acquiring        taken      ACQUIRING_LOCK   WATCH
            acquiring        current    VALIDATING       VALIDATE
            acquiring        behind     ACQUIRING_LOCK   TRY_LOCK
            acquiring        newer      ERROR            RETRY
            acquiring        usable     VALIDATING       VALIDATE
            acquiring        waited     ACQUIRING_LOCK   READ_VERSION
            acquiring        away       CONNECTING       RETRY
            acquiring        wrong      ERROR            RETRY
            migrating        moved      MIGRATING        CONTINUE
            migrating        migrated   VALIDATING       VALIDATE
            migrating        away       CONNECTING       RETRY
            migrating        wrong      ERROR            RETRY
            validating       valid      READY            FINISH
            validating       away       CONNECTING       RETRY
            validating       wrong      ERROR            RETRY
            error            waited     CONNECTING       CONNECT
            """;

    @Test
    void everyLegalMoveIsAsWrittenAndEveryOtherIsRefused() {
        var made = new ArrayList<String>();
        PHASES.forEach((phase, in) -> FINDINGS.forEach((finding, found) -> {
            try {
                var transition = next(SELF, in, found);
                made.add("%-16s %-10s %-16s %s"
                        .formatted(phase, finding, transition.phase().state(), transition.action()));
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("unexpected event");
            }
        }));

        assertThat(made.stream().sorted().toList())
                .isEqualTo(MOVES.lines().sorted().toList());
    }

    @Test
    void readyIsLeftByNothing() {
        FINDINGS.values().forEach(event -> assertThatIllegalStateException()
                .isThrownBy(() -> next(SELF, phase("ready"), event)));
    }

    @Test
    void externalNeverAsksForTheLockAndNeverMigrates() {
        var commands = PHASES.values().stream()
                .filter(phase -> !(phase instanceof SetupPhase.CheckingSchema checking && checking.locked()))
                .filter(phase -> !(phase instanceof SetupPhase.AcquiringLock))
                .flatMap(phase -> FINDINGS.values().stream().flatMap(event -> legal(EXTERNAL, phase, event)))
                .collect(Collectors.toSet());

        assertThat(commands).contains(Action.WATCH).doesNotContain(Action.TRY_LOCK, Action.MIGRATE);
    }

    @Test
    void externalSaysWhichVersionItWaitsFor() {
        var transition = next(EXTERNAL, phase("checking"), finding("behind"));

        assertThat(transition.phase())
                .isEqualTo(new SetupPhase.CheckingSchema(false, Optional.of(OptionalInt.empty())));
        assertThat(SetupStatus.message(transition.phase()))
                .contains("found=none", "needed=" + ExpectedSchema.VERSION, "migrate");
    }

    @Test
    void aNewerSchemaThatThisProgramWorksWithIsValidatedAndThenReadyAndIsSaidToBeNewer() {
        var validating = next(EXTERNAL, phase("checking"), finding("usable"));
        var ready = next(EXTERNAL, validating.phase(), finding("valid"));

        assertThat(ready).isEqualTo(new Transition(new SetupPhase.Ready(USABLE), 1, Action.FINISH));
        assertThat(SetupStatus.message(ready.phase()))
                .isEqualTo("ready, schema is newer than this program found=99 needed=" + ExpectedSchema.VERSION
                        + " program=0.9.4 works-with-from=0.9: this program still works with it");
    }

    @Test
    void aNewerSchemaThatThisProgramDoesNotWorkWithEndsTheMigrationTaskWithAllVersions() {
        var needed = "schema is newer than this program found=99 needed=" + ExpectedSchema.VERSION + " program=0.9.4";

        var refused = next(MIGRATE, phase("checking"), finding("newer"));
        var unsaid = new SchemaVersion.Newer("99", Optional.empty(), "0.9.4");

        assertThat(refused.action()).isEqualTo(Action.GIVE_UP);
        assertThat(SetupStatus.message(refused.phase()))
                .isEqualTo(needed
                        + " works-with-from=1.0: this program must not lead on it; run release 1.0 or a later one");
        assertThat(SetupStatus.message(next(MIGRATE, phase("checking"), new SetupEvent.VersionRead(unsaid))
                        .phase()))
                .isEqualTo(
                        needed + " works-with-from=unknown: it does not record which releases work with it; run the one"
                                + " that migrated it");
    }

    @Test
    void theMigrationTaskEndsAtOnceOverWhatWaitingDoesNotMendAndWaitsForTheRest() {
        var connecting = new SetupPhase.Connecting(Optional.empty());

        assertThat(next(MIGRATE, connecting, new SetupEvent.Failed(WRONG)))
                .isEqualTo(new Transition(new SetupPhase.Failed(WRONG, true), 1, Action.GIVE_UP));
        assertThat(next(MIGRATE, connecting, new SetupEvent.Failed(AWAY)).action())
                .isEqualTo(Action.RETRY);
    }

    @Test
    void whenItsTimeIsUpItGivesUpWhereverItWaits() {
        var limited = new Plan(true, true, Optional.of(Deadline.in(Duration.ofSeconds(60), NOW)));
        long before = NOW + Duration.ofSeconds(59).toNanos();
        long after = NOW + Duration.ofSeconds(60).toNanos();

        for (var wait : List.of("acquiring", "awaiting")) {
            var phase = phase(wait);
            assertThat(next(limited, phase, new SetupEvent.Waited(), before).action())
                    .isEqualTo(Action.READ_VERSION);
            assertThat(next(limited, phase, new SetupEvent.Waited(), after).action())
                    .isEqualTo(Action.GIVE_UP);
        }
        for (var problem : List.of(AWAY, WRONG)) {
            var failed = new SetupEvent.Failed(problem);
            assertThat(next(limited, phase("connecting"), failed, before).action())
                    .isEqualTo(Action.RETRY);
            assertThat(next(limited, phase("connecting"), failed, after))
                    .isEqualTo(new Transition(new SetupPhase.Failed(problem, true), 1, Action.GIVE_UP));
        }
    }

    @Test
    void onlyConnectingCountsAsAnAttempt() {
        var again = next(SELF, new SetupPhase.Failed(WRONG, false), new SetupEvent.Waited());

        assertThat(again.attempts()).isEqualTo(2);
        assertThat(next(SELF, again.phase(), new SetupEvent.Connected()).attempts())
                .isEqualTo(1);
    }

    @Test
    void whatWentWrongIsStillSaidWhileItIsTriedAgain() {
        var again = next(SELF, new SetupPhase.Failed(WRONG, false), new SetupEvent.Waited());

        assertThat(again.phase()).isEqualTo(new SetupPhase.Connecting(Optional.of(WRONG)));
    }

    private static SetupPhase phase(String name) {
        return Optional.ofNullable(PHASES.get(name)).orElseThrow();
    }

    private static SetupEvent finding(String name) {
        return Optional.ofNullable(FINDINGS.get(name)).orElseThrow();
    }

    private static Stream<Action> legal(Plan plan, SetupPhase phase, SetupEvent event) {
        try {
            return Stream.of(next(plan, phase, event).action());
        } catch (IllegalStateException refused) {
            return Stream.empty();
        }
    }

    private static Transition next(Plan plan, SetupPhase phase, SetupEvent event) {
        return next(plan, phase, event, NOW);
    }

    private static Transition next(Plan plan, SetupPhase phase, SetupEvent event, long now) {
        return new SetupMachine(plan).next(new Transition(phase, 1, Action.CONTINUE), event, now);
    }
}
