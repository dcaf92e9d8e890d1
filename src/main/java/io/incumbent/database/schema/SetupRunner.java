package io.incumbent.database.schema;

import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.schema.SetupMachine.Action;
import io.incumbent.database.schema.SetupMachine.Transition;
import io.incumbent.time.Backoff;
import io.incumbent.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The runner of the setup: it executes the actions of the {@link SetupMachine} until the database is ready. */
final class SetupRunner {

    /** How the setup ended. */
    enum End {
        READY,
        GIVEN_UP,
        STOPPED
    }

    private final SetupMachine machine;
    private final SetupConnection setup;
    private final DatabaseErrorMessage errorMessage;
    private final Backoff retries;
    private final Backoff watch;
    private final SetupStatus status;
    private final Ticker ticker;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Transition transition = SetupMachine.before();
    private int failures;

    /**
     * @param retries the waits after a failure
     * @param watch the waits while another session changes the schema
     */
    SetupRunner(
            SetupMachine machine,
            SetupConnection setup,
            DatabaseErrorMessage errorMessage,
            Backoff retries,
            Backoff watch,
            SetupStatus status,
            Ticker ticker) {
        this.machine = machine;
        this.setup = setup;
        this.errorMessage = errorMessage;
        this.retries = retries;
        this.watch = watch;
        this.status = status;
        this.ticker = ticker;
    }

    /** Returns when the database is ready, or when no other attempt follows. */
    End run() {
        try (setup) {
            enter(new SetupEvent.Started());
            while (true) {
                var event = execute(transition.action());
                if (event.isEmpty()) {
                    return end();
                }
                enter(event.get());
            }
        }
    }

    /** May be called on any thread. A statement in progress ends with its connection when the process exits. */
    void stop() {
        stopped.countDown();
    }

    private void enter(SetupEvent event) {
        transition = machine.next(transition, event, ticker.nanos());
        status.enter(transition);
    }

    private End end() {
        return switch (transition.action()) {
            case FINISH -> End.READY;
            case GIVE_UP -> End.GIVEN_UP;
            case CONNECT, READ_VERSION, TRY_LOCK, MIGRATE, VALIDATE, WATCH, RETRY, CONTINUE -> End.STOPPED;
        };
    }

    /** The resulting event; empty if the setup is over or the process stops. */
    private Optional<SetupEvent> execute(Action action) {
        try {
            return switch (action) {
                case CONNECT -> Optional.of(setup.connect());
                case READ_VERSION -> Optional.of(new SetupEvent.VersionRead(setup.readVersion()));
                case TRY_LOCK -> Optional.of(setup.tryLock());
                case MIGRATE ->
                    Optional.of(setup.migrate(progress -> enter(new SetupEvent.MigrationProgressed(progress))));
                case VALIDATE -> Optional.of(setup.validate());
                case WATCH -> waited(watch.after(1));
                case RETRY -> retry();
                case CONTINUE, FINISH, GIVE_UP -> Optional.empty();
            };
        } catch (SQLException | RuntimeException e) {
            return isStopped() ? Optional.empty() : Optional.of(failed(e));
        }
    }

    private SetupEvent failed(Exception e) {
        return new SetupEvent.Failed(new SetupProblem(errorMessage.explain(e), errorMessage.passing(e)));
    }

    private Optional<SetupEvent> retry() {
        setup.close();
        failures++;
        return waited(retries.after(failures));
    }

    private Optional<SetupEvent> waited(Duration wait) {
        try {
            boolean ended = stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            return ended ? Optional.empty() : Optional.of(new SetupEvent.Waited());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
