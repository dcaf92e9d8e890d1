package io.incumbent.database;

import java.time.Instant;
import java.util.Optional;

/**
 * What can be said of the database right now.
 *
 * @param progress of the migrations; empty where none is under way and none was made by this process
 * @param message one sentence for whoever waits
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

    public boolean ready() {
        return state == DatabaseState.READY;
    }
}
