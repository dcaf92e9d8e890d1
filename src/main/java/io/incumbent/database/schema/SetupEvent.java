package io.incumbent.database.schema;

import java.util.Optional;

/** What came of a command. */
sealed interface SetupEvent {

    /**
     * The session that holds the schema lock.
     *
     * @param pid of the session in the server
     * @param application as the session named itself: instance and since when it holds the lock
     */
    record LockHolder(int pid, String application) {}

    record Started() implements SetupEvent {}

    record Connected() implements SetupEvent {}

    record VersionRead(SchemaVersion version) implements SetupEvent {}

    record LockGranted() implements SetupEvent {}

    /** @param holder empty if it has gone meanwhile */
    record LockTaken(Optional<LockHolder> holder) implements SetupEvent {}

    /** One more migration begins, or the last one has ended. */
    record MigrationProgressed(DatabaseStatus.MigrationProgress progress) implements SetupEvent {}

    record Migrated() implements SetupEvent {}

    record Valid() implements SetupEvent {}

    /** Whatever was to be done could not be done. */
    record Failed(SetupProblem problem) implements SetupEvent {}

    /** The wait that was asked for is over. */
    record Waited() implements SetupEvent {}
}
