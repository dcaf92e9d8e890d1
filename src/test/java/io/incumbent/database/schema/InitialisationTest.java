package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.incumbent.database.schema.Finding.LockHolder;
import io.incumbent.database.schema.Initialisation.Command;
import io.incumbent.database.schema.Initialisation.Plan;
import io.incumbent.database.schema.Initialisation.Step;
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
class InitialisationTest {

    /** Just before the clock wraps. */
    private static final long NOW = new TestTicker().nanos();

    private static final Plan SELF = new Plan(true, true, Optional.empty());
    private static final Plan EXTERNAL = new Plan(false, true, Optional.empty());
    private static final Plan MIGRATE = new Plan(true, false, Optional.empty());

    private static final Trouble AWAY = new Trouble("away", true);
    private static final Trouble WRONG = Trouble.lasting("wrong");
    private static final LockHolder HOLDER = new LockHolder(42, "incumbent other");
    private static final MigrationProgress HALF = new MigrationProgress(1, 2, "2 connections");

    private static final Map<String, Phase> PHASES = phases();
    private static final Map<String, Finding> FINDINGS = findings();

    private static Map<String, Phase> phases() {
        var all = new LinkedHashMap<String, Phase>();
        all.put("before", new Phase.Uninitialized());
        all.put("connecting", new Phase.Connecting(Optional.empty()));
        all.put("checking", new Phase.CheckingSchema(false, Optional.empty()));
        all.put("checking-locked", new Phase.CheckingSchema(true, Optional.empty()));
        all.put("awaiting", new Phase.CheckingSchema(false, Optional.of(OptionalInt.of(0))));
        all.put("acquiring", new Phase.AcquiringLock(Optional.empty()));
        all.put("migrating", new Phase.Migrating(Optional.empty()));
        all.put("validating", new Phase.Validating());
        all.put("ready", new Phase.Ready());
        all.put("error", new Phase.Failed(WRONG, false));
        all.put("given-up", new Phase.Failed(WRONG, true));
        return all;
    }

    private static Map<String, Finding> findings() {
        var all = new LinkedHashMap<String, Finding>();
        all.put("begun", new Finding.Begun());
        all.put("connected", new Finding.Connected());
        all.put("current", new Finding.Seen(new SchemaVersion.Current()));
        all.put("behind", new Finding.Seen(new SchemaVersion.Behind(OptionalInt.empty())));
        all.put("newer", new Finding.Seen(new SchemaVersion.Newer("99")));
        all.put("granted", new Finding.LockGranted());
        all.put("taken", new Finding.LockTaken(Optional.of(HOLDER)));
        all.put("moved", new Finding.Moved(HALF));
        all.put("migrated", new Finding.Migrated());
        all.put("valid", new Finding.Valid());
        all.put("away", new Finding.Failed(AWAY));
        all.put("wrong", new Finding.Failed(WRONG));
        all.put("waited", new Finding.Waited());
        return all;
    }

    /** What is not in here must be refused. */
    private static final String MOVES = """
            before           begun      CONNECTING       CONNECT
            connecting       connected  CHECKING_SCHEMA  LOOK
            connecting       waited     CONNECTING       CONNECT
            connecting       away       CONNECTING       RETRY
            connecting       wrong      ERROR            RETRY
            checking         current    VALIDATING       VALIDATE
            checking         behind     ACQUIRING_LOCK   TRY_LOCK
            checking         newer      ERROR            RETRY
            checking         waited     CHECKING_SCHEMA  LOOK
            checking         away       CONNECTING       RETRY
            checking         wrong      ERROR            RETRY
            checking-locked  current    VALIDATING       VALIDATE
            checking-locked  behind     MIGRATING        MIGRATE
            checking-locked  newer      ERROR            RETRY
            checking-locked  waited     CHECKING_SCHEMA  LOOK
            checking-locked  away       CONNECTING       RETRY
            checking-locked  wrong      ERROR            RETRY
            awaiting         current    VALIDATING       VALIDATE
            awaiting         behind     ACQUIRING_LOCK   TRY_LOCK
            awaiting         newer      ERROR            RETRY
            awaiting         waited     CHECKING_SCHEMA  LOOK
            awaiting         away       CONNECTING       RETRY
            awaiting         wrong      ERROR            RETRY
            acquiring        granted    CHECKING_SCHEMA  LOOK
            acquiring        taken      ACQUIRING_LOCK   WATCH
            acquiring        current    VALIDATING       VALIDATE
            acquiring        behind     ACQUIRING_LOCK   TRY_LOCK
            acquiring        newer      ERROR            RETRY
            acquiring        waited     ACQUIRING_LOCK   LOOK
            acquiring        away       CONNECTING       RETRY
            acquiring        wrong      ERROR            RETRY
            migrating        moved      MIGRATING        GO_ON
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
                var step = next(SELF, in, found);
                made.add("%-16s %-10s %-16s %s"
                        .formatted(phase, finding, step.phase().state(), step.command()));
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("not asked for");
            }
        }));

        assertThat(made.stream().sorted().toList())
                .isEqualTo(MOVES.lines().sorted().toList());
    }

    @Test
    void readyIsLeftByNothing() {
        FINDINGS.values().forEach(finding -> assertThatIllegalStateException()
                .isThrownBy(() -> next(SELF, new Phase.Ready(), finding)));
    }

    @Test
    void externalNeverAsksForTheLockAndNeverMigrates() {
        var commands = PHASES.values().stream()
                .filter(phase -> !(phase instanceof Phase.CheckingSchema checking && checking.locked()))
                .filter(phase -> !(phase instanceof Phase.AcquiringLock))
                .flatMap(phase -> FINDINGS.values().stream().flatMap(finding -> legal(EXTERNAL, phase, finding)))
                .collect(Collectors.toSet());

        assertThat(commands).contains(Command.WATCH).doesNotContain(Command.TRY_LOCK, Command.MIGRATE);
    }

    @Test
    void externalSaysWhichVersionItWaitsFor() {
        var step = next(EXTERNAL, phase("checking"), finding("behind"));

        assertThat(step.phase()).isEqualTo(new Phase.CheckingSchema(false, Optional.of(OptionalInt.empty())));
        assertThat(SetupStatus.message(step.phase()))
                .contains("found=none", "needed=" + ExpectedSchema.VERSION, "migrate");
    }

    @Test
    void theMigrationTaskEndsAtOnceOverWhatWaitingDoesNotMendAndWaitsForTheRest() {
        var connecting = new Phase.Connecting(Optional.empty());

        assertThat(next(MIGRATE, connecting, new Finding.Failed(WRONG)))
                .isEqualTo(new Step(new Phase.Failed(WRONG, true), 1, Command.GIVE_UP));
        assertThat(next(MIGRATE, connecting, new Finding.Failed(AWAY)).command())
                .isEqualTo(Command.RETRY);
    }

    @Test
    void whenItsTimeIsUpItGivesUpWhereverItWaits() {
        var limited = new Plan(true, true, Optional.of(Deadline.in(Duration.ofSeconds(60), NOW)));
        long before = NOW + Duration.ofSeconds(59).toNanos();
        long after = NOW + Duration.ofSeconds(60).toNanos();

        for (var wait : List.of("acquiring", "awaiting")) {
            var phase = phase(wait);
            assertThat(next(limited, phase, new Finding.Waited(), before).command())
                    .isEqualTo(Command.LOOK);
            assertThat(next(limited, phase, new Finding.Waited(), after).command())
                    .isEqualTo(Command.GIVE_UP);
        }
        for (var trouble : List.of(AWAY, WRONG)) {
            var failed = new Finding.Failed(trouble);
            assertThat(next(limited, phase("connecting"), failed, before).command())
                    .isEqualTo(Command.RETRY);
            assertThat(next(limited, phase("connecting"), failed, after))
                    .isEqualTo(new Step(new Phase.Failed(trouble, true), 1, Command.GIVE_UP));
        }
    }

    @Test
    void onlyConnectingCountsAsAnAttempt() {
        var again = next(SELF, new Phase.Failed(WRONG, false), new Finding.Waited());

        assertThat(again.attempts()).isEqualTo(2);
        assertThat(next(SELF, again.phase(), new Finding.Connected()).attempts())
                .isEqualTo(1);
    }

    @Test
    void whatWentWrongIsStillSaidWhileItIsTriedAgain() {
        var again = next(SELF, new Phase.Failed(WRONG, false), new Finding.Waited());

        assertThat(again.phase()).isEqualTo(new Phase.Connecting(Optional.of(WRONG)));
    }

    private static Phase phase(String name) {
        return Optional.ofNullable(PHASES.get(name)).orElseThrow();
    }

    private static Finding finding(String name) {
        return Optional.ofNullable(FINDINGS.get(name)).orElseThrow();
    }

    private static Stream<Command> legal(Plan plan, Phase phase, Finding finding) {
        try {
            return Stream.of(next(plan, phase, finding).command());
        } catch (IllegalStateException refused) {
            return Stream.empty();
        }
    }

    private static Step next(Plan plan, Phase phase, Finding finding) {
        return next(plan, phase, finding, NOW);
    }

    private static Step next(Plan plan, Phase phase, Finding finding, long now) {
        return new Initialisation(plan).next(new Step(phase, 1, Command.GO_ON), finding, now);
    }
}
