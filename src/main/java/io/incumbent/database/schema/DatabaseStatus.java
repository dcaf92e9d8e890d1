package io.incumbent.database.schema;

import java.time.Instant;
import java.util.Optional;

/**
 * What can be said of the database right now.
 *
 * @param progress of the migrations; empty where none is under way and none was made by this process
 * @param message one sentence for the caller who waits
 * @param since when this state began, by the clock of this machine
 * @param attempts how often a connection was tried
 * @param lastError what went wrong last, without secrets; empty once ready
 */
public record DatabaseStatus(
        DatabaseState state,
        Optional<MigrationProgress> progress,
        String message,
        Instant since,
        int attempts,
        Optional<String> lastError) {

    /** How far the database has been set up. */
    public enum DatabaseState {
        /** Not begun. */
        UNINITIALIZED,
        /** Tries to reach the database, as often as it takes. */
        CONNECTING,
        /** The schema must be changed, and another session may be at it. */
        ACQUIRING_LOCK,
        /** Looks which version the schema has. */
        CHECKING_SCHEMA,
        /** Changes the schema. */
        MIGRATING,
        /** Compares the schema with what the code uses. */
        VALIDATING,
        /** The schema is as this program needs it. Final. */
        READY,
        /** Something that waiting alone does not mend; looked at again all the same. */
        ERROR
    }

    /**
     * How far the migrations are.
     *
     * @param done how many were applied
     * @param total how many there are to apply, those that are done among them
     * @param migration version and name of the one under way, or of the last one once all are done
     */
    public record MigrationProgress(int done, int total, String migration) {}

    public boolean ready() {
        return state == DatabaseState.READY;
    }
}
