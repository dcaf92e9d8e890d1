package io.incumbent.database;

import io.incumbent.database.Initialisation.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * The one door for transitions: each is logged with how long the state before it lasted, and shown to whoever asks. What
 * is wrong, or waited for, is said once and again only when it has changed.
 */
final class StatusBoard {

    private static final Logger LOG = Logger.getLogger(StatusBoard.class);

    private final InstantSource clock;
    private volatile DatabaseStatus status;
    private String said = "";
    private DatabaseState furthest = DatabaseState.UNINITIALIZED;

    StatusBoard(InstantSource clock) {
        this.clock = clock;
        var before = Initialisation.before().phase();
        this.status = new DatabaseStatus(
                before.state(), Optional.empty(), Wording.of(before), clock.instant(), 0, Optional.empty());
    }

    DatabaseStatus status() {
        return status;
    }

    /** Only the thread that initialises calls this. */
    void enter(Step step) {
        var phase = step.phase();
        var before = status;
        var trouble = Wording.trouble(phase);
        boolean same = phase.state() == before.state();
        status = new DatabaseStatus(
                phase.state(),
                progress(phase).or(before::progress),
                Wording.of(phase),
                same ? before.since() : clock.instant(),
                step.attempts(),
                phase instanceof Phase.Ready ? Optional.empty() : trouble.or(before::lastError));
        if (!same) {
            moved(before, status);
        }
        trouble.ifPresent(line -> say(Level.WARN, line));
        Wording.awaited(phase).ifPresent(line -> say(Level.INFO, line));
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

    private static Optional<MigrationProgress> progress(Phase phase) {
        return phase instanceof Phase.Migrating(var progress) ? progress : Optional.empty();
    }
}
