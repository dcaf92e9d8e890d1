package io.incumbent.database.schema;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of the database's setup at one moment.
 *
 * @param progress of the migrations; empty if this process has begun none
 * @param message one sentence about what the setup does or waits for
 * @param since when this state began, by the clock of this machine
 * @param attempts number of attempts to connect
 * @param lastError the last error, without secrets; empty once ready
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
        /** Tries to connect, as often as needed. */
        CONNECTING,
        /** The schema must be changed; another session may hold the schema lock. */
        ACQUIRING_LOCK,
        /** Reads the version of the schema. */
        CHECKING_SCHEMA,
        /** Changes the schema. */
        MIGRATING,
        /** Compares the schema with what the code uses. */
        VALIDATING,
        /** The schema is as this program needs it. Final. */
        READY,
        /** An error that waiting alone does not correct; the setup tries again all the same. */
        ERROR
    }

    /**
     * The progress of the migrations.
     *
     * @param done number of applied ones
     * @param total number of all, the applied ones included
     * @param migration version and name of the present one, or of the last one once all are done
     */
    public record MigrationProgress(int done, int total, String migration) {}

    public boolean ready() {
        return state == DatabaseState.READY;
    }
}
