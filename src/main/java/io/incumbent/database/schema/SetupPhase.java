package io.incumbent.database.schema;

import java.util.Optional;
import java.util.OptionalInt;

/** The phase of the setup. Each phase has only the data that is valid in it. */
sealed interface SetupPhase {

    record Uninitialized() implements SetupPhase {}

    /** @param problem why the last attempt failed; empty during the first one */
    record Connecting(Optional<SetupProblem> problem) implements SetupPhase {}

    /**
     * @param locked true if this session holds the schema lock, so that no other changes the schema
     * @param awaited the version found, if another process must migrate; empty otherwise
     */
    record CheckingSchema(boolean locked, Optional<OptionalInt> awaited) implements SetupPhase {}

    /** @param holder the holder of the lock; empty before the first attempt to get it */
    record AcquiringLock(Optional<SetupEvent.LockHolder> holder) implements SetupPhase {}

    /** @param progress empty until the first migration begins */
    record Migrating(Optional<DatabaseStatus.MigrationProgress> progress) implements SetupPhase {}

    record Validating(SchemaVersion.Usable version) implements SetupPhase {}

    record Ready(SchemaVersion.Usable version) implements SetupPhase {}

    /** @param givenUp true if no other attempt follows */
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
