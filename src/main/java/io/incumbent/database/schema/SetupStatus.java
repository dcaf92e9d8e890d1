package io.incumbent.database.schema;

import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.incumbent.database.schema.SetupMachine.Transition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * The state of the setup, and its text: each transition is logged with how long the state before it lasted, and can be read
 * from any thread. What is wrong, or waited for, is logged once, and again only when it has changed.
 */
final class SetupStatus {

    private static final Logger LOG = Logger.getLogger(SetupStatus.class);

    private final InstantSource clock;
    private volatile DatabaseStatus status;
    private String said = "";
    private DatabaseState furthest = DatabaseState.UNINITIALIZED;

    SetupStatus(InstantSource clock) {
        this.clock = clock;
        var before = SetupMachine.before().phase();
        this.status = new DatabaseStatus(
                before.state(), Optional.empty(), message(before), clock.instant(), 0, Optional.empty());
    }

    DatabaseStatus status() {
        return status;
    }

    /** Only the thread that initialises calls this. */
    void enter(Transition transition) {
        var phase = transition.phase();
        var before = status;
        var trouble = trouble(phase);
        boolean same = phase.state() == before.state();
        status = new DatabaseStatus(
                phase.state(),
                progress(phase).or(before::progress),
                message(phase),
                same ? before.since() : clock.instant(),
                transition.attempts(),
                phase instanceof SetupPhase.Ready ? Optional.empty() : trouble.or(before::lastError));
        if (!same) {
            moved(before, status);
        }
        trouble.ifPresent(line -> say(Level.WARN, line));
        awaited(phase).ifPresent(line -> say(Level.INFO, line));
    }

    /** The way is of interest once. What leads to the same error again and again is not, until it leads further. */
    private void moved(DatabaseStatus from, DatabaseStatus to) {
        LOG.logf(
                again(from, to) ? Level.DEBUG : Level.INFO,
                "database %s from=%s after=%dms attempts=%d",
                to.state(),
                from.state(),
                Duration.between(from.since(), to.since()).toMillis(),
                to.attempts());
        if (to.state() != DatabaseState.ERROR && to.state().compareTo(furthest) > 0) {
            furthest = to.state();
        }
    }

    private boolean again(DatabaseStatus from, DatabaseStatus to) {
        return to.state() == DatabaseState.ERROR
                ? from.lastError().equals(to.lastError())
                : from.lastError().isPresent() && to.state().compareTo(furthest) <= 0;
    }

    private void say(Level level, String line) {
        if (!line.equals(said)) {
            LOG.log(level, line);
            said = line;
        }
    }

    private static Optional<MigrationProgress> progress(SetupPhase phase) {
        return phase instanceof SetupPhase.Migrating(var progress) ? progress : Optional.empty();
    }

    /** One sentence. */
    static String message(SetupPhase phase) {
        return switch (phase) {
            case SetupPhase.Uninitialized() -> "initialisation has not begun";
            case SetupPhase.Connecting(var problem) ->
                problem.map(SetupProblem::line).orElse("connecting");
            case SetupPhase.CheckingSchema checking -> awaited(checking).orElse("looking at the version of the schema");
            case SetupPhase.AcquiringLock acquiring -> awaited(acquiring).orElse("asking for the schema lock");
            case SetupPhase.Migrating(var progress) ->
                progress.map(SetupStatus::migrating).orElse("migrating");
            case SetupPhase.Validating() -> "comparing the schema with what the code uses";
            case SetupPhase.Ready() -> "ready, schema version " + ExpectedSchema.VERSION;
            case SetupPhase.Failed(var problem, var _) -> problem.line();
        };
    }

    /** What is waited for, and who is to do it. */
    private static Optional<String> awaited(SetupPhase phase) {
        return switch (phase) {
            case SetupPhase.CheckingSchema(var _, var awaited) ->
                awaited.map(found ->
                        "waiting for the schema found=%s needed=%d: run incumbent migrate, or set the user's search_path to where it is"
                                .formatted(SetupMachine.version(found), ExpectedSchema.VERSION));
            case SetupPhase.AcquiringLock(var holder) ->
                holder.map(it -> "waiting for the schema lock held by pid=%d application=\"%s\""
                        .formatted(it.pid(), it.application()));
            case SetupPhase.Uninitialized _, SetupPhase.Connecting _, SetupPhase.Migrating _, SetupPhase.Validating _ ->
                Optional.empty();
            case SetupPhase.Ready _, SetupPhase.Failed _ -> Optional.empty();
        };
    }

    private static Optional<String> trouble(SetupPhase phase) {
        return switch (phase) {
            case SetupPhase.Connecting(var problem) -> problem.map(SetupProblem::line);
            case SetupPhase.Failed(var problem, var _) -> Optional.of(problem.line());
            case SetupPhase.Uninitialized _, SetupPhase.CheckingSchema _, SetupPhase.AcquiringLock _ ->
                Optional.empty();
            case SetupPhase.Migrating _, SetupPhase.Validating _, SetupPhase.Ready _ -> Optional.empty();
        };
    }

    private static String migrating(MigrationProgress progress) {
        return progress.done() == progress.total()
                ? "%d migrations applied".formatted(progress.total())
                : "migration %d of %d: %s".formatted(progress.done() + 1, progress.total(), progress.migration());
    }
}
