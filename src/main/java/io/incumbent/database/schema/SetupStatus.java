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
 * The status of the setup as text, for the log and {@code /health/db}. Each transition is logged with the duration of
 * the state before. An error, or the reason of a wait, is logged once, and again only when it has changed. Readable on
 * all threads.
 */
final class SetupStatus {

    private static final Logger LOG = Logger.getLogger(SetupStatus.class);

    private final InstantSource clock;
    private volatile DatabaseStatus status;
    private String lastLine = "";
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

    /** Called on the thread of the setup only. */
    void enter(Transition transition) {
        var phase = transition.phase();
        var before = status;
        var problem = problem(phase);
        boolean same = phase.state() == before.state();
        status = new DatabaseStatus(
                phase.state(),
                progress(phase).or(before::progress),
                message(phase),
                same ? before.since() : clock.instant(),
                transition.attempts(),
                phase instanceof SetupPhase.Ready ? Optional.empty() : problem.or(before::lastError));
        if (!same) {
            logTransition(before, status);
        }
        problem.ifPresent(line -> logOnce(Level.WARN, line));
        awaited(phase).or(() -> newer(phase)).ifPresent(line -> logOnce(Level.INFO, line));
    }

    /** Transitions that only lead to the same error again are logged at DEBUG, until the setup gets further. */
    private void logTransition(DatabaseStatus from, DatabaseStatus to) {
        LOG.logf(
                isRepeated(from, to) ? Level.DEBUG : Level.INFO,
                "database %s from=%s after=%dms attempts=%d",
                to.state(),
                from.state(),
                Duration.between(from.since(), to.since()).toMillis(),
                to.attempts());
        if (to.state() != DatabaseState.ERROR && to.state().compareTo(furthest) > 0) {
            furthest = to.state();
        }
    }

    private boolean isRepeated(DatabaseStatus from, DatabaseStatus to) {
        return to.state() == DatabaseState.ERROR
                ? from.lastError().equals(to.lastError())
                : from.lastError().isPresent() && to.state().compareTo(furthest) <= 0;
    }

    private void logOnce(Level level, String line) {
        if (!line.equals(lastLine)) {
            LOG.log(level, line);
            lastLine = line;
        }
    }

    private static Optional<MigrationProgress> progress(SetupPhase phase) {
        return phase instanceof SetupPhase.Migrating(var progress) ? progress : Optional.empty();
    }

    /** One sentence. */
    static String message(SetupPhase phase) {
        return switch (phase) {
            case SetupPhase.Uninitialized() -> "setup has not begun";
            case SetupPhase.Connecting(var problem) ->
                problem.map(SetupProblem::line).orElse("connecting");
            case SetupPhase.CheckingSchema checking -> awaited(checking).orElse("reading the version of the schema");
            case SetupPhase.AcquiringLock acquiring -> awaited(acquiring).orElse("requesting the schema lock");
            case SetupPhase.Migrating(var progress) ->
                progress.map(SetupStatus::migrating).orElse("migrating");
            case SetupPhase.Validating _ -> "comparing the schema with what the code uses";
            case SetupPhase.Ready ready -> newer(ready).orElse("ready, schema version " + ExpectedSchema.VERSION);
            case SetupPhase.Failed(var problem, var _) -> problem.line();
        };
    }

    /** The reason of a wait, with the session or the action that ends it. */
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

    /** What to say of a schema that is newer than this program, which works with it all the same. */
    private static Optional<String> newer(SetupPhase phase) {
        return phase instanceof SetupPhase.Ready(SchemaVersion.NewerUsable(var found, var worksWithFrom, var program))
                ? Optional.of("ready, " + SetupMachine.newer(found, program, Optional.of(worksWithFrom))
                        + ": this program still works with it")
                : Optional.empty();
    }

    private static Optional<String> problem(SetupPhase phase) {
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
