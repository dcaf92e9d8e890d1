package io.incumbent.database.schema;

import java.util.Optional;

/** An event of the setup: the result of an action. */
sealed interface SetupEvent {

    /**
     * The session that holds the schema lock.
     *
     * @param pid process id of the session in the server
     * @param application its application name: instance, and since when it holds the lock
     */
    record LockHolder(int pid, String application) {}

    record Started() implements SetupEvent {}

    record Connected() implements SetupEvent {}

    record VersionRead(SchemaVersion version) implements SetupEvent {}

    record LockGranted() implements SetupEvent {}

    /** @param holder empty if it has released the lock meanwhile */
    record LockTaken(Optional<LockHolder> holder) implements SetupEvent {}

    /** A migration begins, or the last one has ended. */
    record MigrationProgressed(DatabaseStatus.MigrationProgress progress) implements SetupEvent {}

    record Migrated() implements SetupEvent {}

    record Valid() implements SetupEvent {}

    /** The action failed. */
    record Failed(SetupProblem problem) implements SetupEvent {}

    /** The wait is over. */
    record Waited() implements SetupEvent {}
}
