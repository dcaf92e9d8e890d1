package io.incumbent.database.schema;

import java.util.Optional;
import java.util.OptionalInt;

/** Where initialisation stands. A phase carries only what is true in it. */
sealed interface SetupPhase {

    record Uninitialized() implements SetupPhase {}

    /** @param problem why the last try failed; empty while one is under way for the first time */
    record Connecting(Optional<SetupProblem> problem) implements SetupPhase {}

    /**
     * @param locked true if the schema lock is held, so that nobody else changes what is looked at
     * @param awaited the version found, where somebody else is to bring the schema up; empty otherwise
     */
    record CheckingSchema(boolean locked, Optional<OptionalInt> awaited) implements SetupPhase {}

    /** @param holder who has the lock; empty before it was asked for */
    record AcquiringLock(Optional<SetupEvent.LockHolder> holder) implements SetupPhase {}

    /** @param progress empty until the first migration begins */
    record Migrating(Optional<DatabaseStatus.MigrationProgress> progress) implements SetupPhase {}

    record Validating() implements SetupPhase {}

    record Ready() implements SetupPhase {}

    /** @param givenUp true if there will be no other try */
    record Failed(SetupProblem problem, boolean givenUp) implements SetupPhase {}

    default DatabaseStatus.DatabaseState state() {
        return switch (this) {
            case Uninitialized _ -> DatabaseStatus.DatabaseState.UNINITIALIZED;
            case Connecting _ -> DatabaseStatus.DatabaseState.CONNECTING;
            case CheckingSchema _ -> DatabaseStatus.DatabaseState.CHECKING_SCHEMA;
            case AcquiringLock _ -> DatabaseStatus.DatabaseState.ACQUIRING_LOCK;
            case Migrating _ -> DatabaseStatus.DatabaseState.MIGRATING;
            case Validating _ -> DatabaseStatus.DatabaseState.VALIDATING;
            case Ready _ -> DatabaseStatus.DatabaseState.READY;
            case Failed _ -> DatabaseStatus.DatabaseState.ERROR;
        };
    }
}
