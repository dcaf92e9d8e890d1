package io.incumbent.database.schema;

import java.util.Optional;

/** What came of a command. */
sealed interface Finding {

    /**
     * The session that holds the schema lock.
     *
     * @param pid of the session in the server
     * @param application as the session named itself: instance and since when it holds the lock
     */
    record LockHolder(int pid, String application) {}

    record Begun() implements Finding {}

    record Connected() implements Finding {}

    record Seen(SchemaVersion version) implements Finding {}

    record LockGranted() implements Finding {}

    /** @param holder empty if it has gone meanwhile */
    record LockTaken(Optional<LockHolder> holder) implements Finding {}

    /** One more migration begins, or the last one has ended. */
    record Moved(DatabaseStatus.MigrationProgress progress) implements Finding {}

    record Migrated() implements Finding {}

    record Valid() implements Finding {}

    /** Whatever was to be done could not be done. */
    record Failed(Trouble trouble) implements Finding {}

    /** The wait that was asked for is over. */
    record Waited() implements Finding {}
}
