package io.incumbent.database.schema;

import io.incumbent.database.schema.SetupPhase.AcquiringLock;
import io.incumbent.database.schema.SetupPhase.CheckingSchema;
import io.incumbent.database.schema.SetupPhase.Connecting;
import io.incumbent.database.schema.SetupPhase.Migrating;
import io.incumbent.database.schema.SetupPhase.Ready;
import io.incumbent.database.schema.SetupPhase.Uninitialized;
import io.incumbent.database.schema.SetupPhase.Validating;
import io.incumbent.time.Deadline;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state machine of the setup, as a function without I/O, thread or clock. The description of the package has the
 * states.
 *
 * <p>The version of the schema is read before the lock is tried, and again while another session holds the lock. An
 * instance that finds the needed version does not depend on the lock, so a holder that hangs delays only instances that
 * must migrate.
 */
final class SetupMachine {

    /** The next action. */
    enum Action {
        CONNECT,
        READ_VERSION,
        TRY_LOCK,
        MIGRATE,
        VALIDATE,
        /** Another session changes the schema: wait, then read the version again on the same connection. */
        WATCH,
        /** Close the connection, wait, and connect again. */
        RETRY,
        /** Nothing: the action in progress continues. */
        CONTINUE,
        FINISH,
        GIVE_UP
    }

    /** @param attempts number of attempts to connect */
    record Transition(SetupPhase phase, int attempts, Action action) {}

    /**
     * The plan of this process.
     *
     * @param migrates false if another process changes the schema
     * @param patient true if the setup also repeats after an error that waiting alone does not correct
     * @param giveUpAt when to give up; empty: never
     */
    record Plan(boolean migrates, boolean patient, Optional<Deadline> giveUpAt) {}

    private final Plan plan;

    SetupMachine(Plan plan) {
        this.plan = plan;
    }

    static Transition before() {
        return new Transition(new Uninitialized(), 0, Action.CONTINUE);
    }

    /** @throws IllegalStateException if the event cannot occur in this phase */
    Transition next(Transition last, SetupEvent event, long now) {
        if (event instanceof SetupEvent.Failed(var problem) && !isIdle(last.phase())) {
            return failed(last, problem, now);
        }
        return switch (last.phase()) {
            case Uninitialized _ when event instanceof SetupEvent.Started -> connect(last, Optional.empty());
            case Connecting _
            when event instanceof SetupEvent.Connected ->
                go(last, new CheckingSchema(false, Optional.empty()), Action.READ_VERSION);
            case Connecting(var problem) when event instanceof SetupEvent.Waited -> connect(last, problem);
            case CheckingSchema checking -> checking(last, checking, event, now);
            case AcquiringLock _ -> acquiring(last, event, now);
            case Migrating _
            when event instanceof SetupEvent.MigrationProgressed(var progress) ->
                go(last, new Migrating(Optional.of(progress)), Action.CONTINUE);
            case Migrating _
            when event instanceof SetupEvent.Migrated ->
                go(last, new Validating(new SchemaVersion.Current()), Action.VALIDATE);
            case Validating(var version)
            when event instanceof SetupEvent.Valid -> go(last, new Ready(version), Action.FINISH);
            case SetupPhase.Failed(var problem, var givenUp)
            when event instanceof SetupEvent.Waited && !givenUp -> connect(last, Optional.of(problem));
            case Uninitialized _, Connecting _, Migrating _, Validating _, Ready _, SetupPhase.Failed _ ->
                throw unexpected(last, event);
        };
    }

    private Transition checking(Transition last, CheckingSchema phase, SetupEvent event, long now) {
        return switch (event) {
            case SetupEvent.VersionRead(SchemaVersion.Usable version) ->
                go(last, new Validating(version), Action.VALIDATE);
            case SetupEvent.VersionRead(SchemaVersion.Newer newer) -> failed(last, refused(newer), now);
            case SetupEvent.VersionRead(SchemaVersion.Behind _)
            when phase.locked() -> go(last, new Migrating(Optional.empty()), Action.MIGRATE);
            case SetupEvent.VersionRead(SchemaVersion.Behind _)
            when plan.migrates() -> go(last, new AcquiringLock(Optional.empty()), Action.TRY_LOCK);
            case SetupEvent.VersionRead(SchemaVersion.Behind(var found)) ->
                go(last, new CheckingSchema(false, Optional.of(found)), Action.WATCH);
            case SetupEvent.Waited() -> watched(last, notInTime(phase.awaited()), now);
            case SetupEvent other -> throw unexpected(last, other);
        };
    }

    private Transition acquiring(Transition last, SetupEvent event, long now) {
        return switch (event) {
            case SetupEvent.LockGranted() -> go(last, new CheckingSchema(true, Optional.empty()), Action.READ_VERSION);
            case SetupEvent.LockTaken(var holder) -> go(last, new AcquiringLock(holder), Action.WATCH);
            case SetupEvent.Waited() -> watched(last, "the schema lock did not become free in time", now);
            case SetupEvent.VersionRead(SchemaVersion.Usable version) ->
                go(last, new Validating(version), Action.VALIDATE);
            case SetupEvent.VersionRead(SchemaVersion.Behind _) -> go(last, last.phase(), Action.TRY_LOCK);
            case SetupEvent.VersionRead(SchemaVersion.Newer newer) -> failed(last, refused(newer), now);
            case SetupEvent other -> throw unexpected(last, other);
        };
    }

    private Transition connect(Transition last, Optional<SetupProblem> problem) {
        return new Transition(new Connecting(problem), last.attempts() + 1, Action.CONNECT);
    }

    /** Reads the version before the lock is tried again: there may be nothing left to do. */
    private Transition watched(Transition last, String reason, long now) {
        return timeIsUp(now)
                ? go(last, new SetupPhase.Failed(SetupProblem.lasting(reason), true), Action.GIVE_UP)
                : go(last, last.phase(), Action.READ_VERSION);
    }

    private Transition failed(Transition last, SetupProblem problem, long now) {
        boolean givesUp = timeIsUp(now) || !(problem.passing() || plan.patient());
        if (givesUp) {
            return go(last, new SetupPhase.Failed(problem, true), Action.GIVE_UP);
        }
        var phase = problem.passing() ? new Connecting(Optional.of(problem)) : new SetupPhase.Failed(problem, false);
        return go(last, phase, Action.RETRY);
    }

    private boolean timeIsUp(long now) {
        return plan.giveUpAt().filter(at -> at.passed(now)).isPresent();
    }

    private static boolean isIdle(SetupPhase phase) {
        return phase instanceof Ready || phase instanceof SetupPhase.Failed || phase instanceof Uninitialized;
    }

    private static Transition go(Transition last, SetupPhase phase, Action action) {
        return new Transition(phase, last.attempts(), action);
    }

    private static SetupProblem refused(SchemaVersion.Newer newer) {
        return SetupProblem.lasting(newer(newer.found(), newer.program(), newer.worksWithFrom())
                + newer.worksWithFrom()
                        .map(": this program must not lead on it; run release %s or a later one"::formatted)
                        .orElse(": it does not record which releases work with it; run the one that migrated it"));
    }

    /** The three versions: that of the schema, of this program, and the least one that works with the schema. */
    static String newer(String found, String program, Optional<String> worksWithFrom) {
        return "schema is newer than this program found=%s needed=%d program=%s works-with-from=%s"
                .formatted(found, ExpectedSchema.VERSION, program, worksWithFrom.orElse("unknown"));
    }

    private static String notInTime(Optional<OptionalInt> awaited) {
        return "schema was not migrated in time found="
                + awaited.map(SetupMachine::version).orElse("none") + " needed=" + ExpectedSchema.VERSION;
    }

    static String version(OptionalInt found) {
        return found.isPresent() ? Integer.toString(found.getAsInt()) : "none";
    }

    private static IllegalStateException unexpected(Transition last, SetupEvent event) {
        return new IllegalStateException("unexpected event: " + event + " in " + last);
    }
}
