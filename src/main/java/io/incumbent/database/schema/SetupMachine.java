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
 * The way to a database that can be used, as a function: no I/O, thread or clock. See the package comment for the states.
 *
 * <p>The schema is looked at before the lock is asked for, and again while somebody else holds it: whoever finds it as
 * needed does not depend on the lock, so a holder that hangs delays only those who would have to change something.
 */
final class SetupMachine {

    /** What is to be done next. */
    enum Command {
        CONNECT,
        LOOK,
        TRY_LOCK,
        MIGRATE,
        VALIDATE,
        /** Somebody else is at it: look again soon, on the same connection. */
        WATCH,
        /** Close the connection and come back later. */
        RETRY,
        /** Nothing: the command that is under way goes on. */
        GO_ON,
        FINISH,
        GIVE_UP
    }

    /** @param attempts how often a connection was tried */
    record Step(SetupPhase phase, int attempts, Command command) {}

    /**
     * What this process is there for.
     *
     * @param migrates false if somebody else changes the schema
     * @param patient true if also what waiting alone does not mend is looked at again
     * @param giveUpAt when not to try any more; empty: never
     */
    record Plan(boolean migrates, boolean patient, Optional<Deadline> giveUpAt) {}

    private final Plan plan;

    SetupMachine(Plan plan) {
        this.plan = plan;
    }

    static Step before() {
        return new Step(new Uninitialized(), 0, Command.GO_ON);
    }

    /** @throws IllegalStateException if nothing that was asked for in this phase can have this answer */
    Step next(Step last, SetupEvent finding, long now) {
        if (finding instanceof SetupEvent.Failed(var trouble) && !over(last.phase())) {
            return failed(last, trouble, now);
        }
        return switch (last.phase()) {
            case Uninitialized _ when finding instanceof SetupEvent.Begun -> connect(last, Optional.empty());
            case Connecting _
            when finding instanceof SetupEvent.Connected ->
                go(last, new CheckingSchema(false, Optional.empty()), Command.LOOK);
            case Connecting(var trouble) when finding instanceof SetupEvent.Waited -> connect(last, trouble);
            case CheckingSchema checking -> checking(last, checking, finding, now);
            case AcquiringLock _ -> acquiring(last, finding, now);
            case Migrating _
            when finding instanceof SetupEvent.Moved(var progress) ->
                go(last, new Migrating(Optional.of(progress)), Command.GO_ON);
            case Migrating _
            when finding instanceof SetupEvent.Migrated -> go(last, new Validating(), Command.VALIDATE);
            case Validating _ when finding instanceof SetupEvent.Valid -> go(last, new Ready(), Command.FINISH);
            case SetupPhase.Failed(var trouble, var givenUp)
            when finding instanceof SetupEvent.Waited && !givenUp -> connect(last, Optional.of(trouble));
            case Uninitialized _, Connecting _, Migrating _, Validating _, Ready _, SetupPhase.Failed _ ->
                throw unasked(last, finding);
        };
    }

    private Step checking(Step last, CheckingSchema phase, SetupEvent finding, long now) {
        return switch (finding) {
            case SetupEvent.Seen(SchemaVersion.Current()) -> go(last, new Validating(), Command.VALIDATE);
            case SetupEvent.Seen(SchemaVersion.Newer(var found)) -> failed(last, newer(found), now);
            case SetupEvent.Seen(SchemaVersion.Behind _)
            when phase.locked() -> go(last, new Migrating(Optional.empty()), Command.MIGRATE);
            case SetupEvent.Seen(SchemaVersion.Behind _)
            when plan.migrates() -> go(last, new AcquiringLock(Optional.empty()), Command.TRY_LOCK);
            case SetupEvent.Seen(SchemaVersion.Behind(var found)) ->
                go(last, new CheckingSchema(false, Optional.of(found)), Command.WATCH);
            case SetupEvent.Waited() -> watched(last, late(phase.awaited()), now);
            case SetupEvent other -> throw unasked(last, other);
        };
    }

    private Step acquiring(Step last, SetupEvent finding, long now) {
        return switch (finding) {
            case SetupEvent.LockGranted() -> go(last, new CheckingSchema(true, Optional.empty()), Command.LOOK);
            case SetupEvent.LockTaken(var holder) -> go(last, new AcquiringLock(holder), Command.WATCH);
            case SetupEvent.Waited() -> watched(last, "the schema lock was not to be had", now);
            case SetupEvent.Seen(SchemaVersion.Current()) -> go(last, new Validating(), Command.VALIDATE);
            case SetupEvent.Seen(SchemaVersion.Behind _) -> go(last, last.phase(), Command.TRY_LOCK);
            case SetupEvent.Seen(SchemaVersion.Newer(var found)) -> failed(last, newer(found), now);
            case SetupEvent other -> throw unasked(last, other);
        };
    }

    private Step connect(Step last, Optional<SetupProblem> trouble) {
        return new Step(new Connecting(trouble), last.attempts() + 1, Command.CONNECT);
    }

    /** Looks at the schema first: perhaps there is nothing left to wait for. */
    private Step watched(Step last, String inVain, long now) {
        return timeIsUp(now)
                ? go(last, new SetupPhase.Failed(SetupProblem.lasting(inVain), true), Command.GIVE_UP)
                : go(last, last.phase(), Command.LOOK);
    }

    private Step failed(Step last, SetupProblem trouble, long now) {
        boolean givesUp = timeIsUp(now) || !(trouble.passing() || plan.patient());
        if (givesUp) {
            return go(last, new SetupPhase.Failed(trouble, true), Command.GIVE_UP);
        }
        var phase = trouble.passing() ? new Connecting(Optional.of(trouble)) : new SetupPhase.Failed(trouble, false);
        return go(last, phase, Command.RETRY);
    }

    private boolean timeIsUp(long now) {
        return plan.giveUpAt().filter(at -> at.passed(now)).isPresent();
    }

    private static boolean over(SetupPhase phase) {
        return phase instanceof Ready || phase instanceof SetupPhase.Failed || phase instanceof Uninitialized;
    }

    private static Step go(Step last, SetupPhase phase, Command command) {
        return new Step(phase, last.attempts(), command);
    }

    private static SetupProblem newer(String found) {
        return SetupProblem.lasting(
                "schema is newer than this program found=" + found + " needed=" + ExpectedSchema.VERSION
                        + ": a newer release has migrated it; run that release, this one must not lead on it");
    }

    private static String late(Optional<OptionalInt> awaited) {
        return "schema did not come in time found="
                + awaited.map(SetupMachine::version).orElse("none") + " needed=" + ExpectedSchema.VERSION;
    }

    static String version(OptionalInt found) {
        return found.isPresent() ? Integer.toString(found.getAsInt()) : "none";
    }

    private static IllegalStateException unasked(Step last, SetupEvent finding) {
        return new IllegalStateException("not asked for: " + finding + " in " + last);
    }
}
