package io.incumbent.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.incumbent.database.schema.DatabaseStatus;
import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The state of the database's set-up, as answered over HTTP. */
@Schema(name = "DatabaseStatus", description = "How far this instance has set the database up.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"status", "state", "progress", "message", "since", "attempts", "lastError"})
record DatabaseResponse(
        @Schema(
                description = "Whether the database can be used.",
                enumeration = {"UP", "DOWN"},
                examples = "DOWN")
        String status,

        @Schema(
                description = "The step that initialisation is at.",
                enumeration = {
                    "UNINITIALIZED",
                    "CONNECTING",
                    "ACQUIRING_LOCK",
                    "CHECKING_SCHEMA",
                    "MIGRATING",
                    "VALIDATING",
                    "READY",
                    "ERROR"
                },
                examples = "MIGRATING")
        String state,

        @Schema(description = "Progress of the migrations; null if this instance makes none.", nullable = true)
        @Nullable
        Progress progress,

        @Schema(
                description = "What the instance does or waits for, in one sentence.",
                examples = "migration 2 of 2: 2 signals")
        String message,

        @Schema(description = "When this state began, by the clock of the instance that answers.")
        Instant since,

        @Schema(description = "How many times this instance has tried to connect.", examples = "1")
        int attempts,

        @Schema(description = "The last error; null once the database is ready.", nullable = true) @Nullable
        String lastError) {

    /** The progress of the migrations, as answered over HTTP. */
    @Schema(name = "MigrationProgress", description = "How far the migrations are.")
    @RegisterForReflection
    record Progress(
            @Schema(description = "How many were applied.", examples = "1")
            int done,

            @Schema(description = "How many there are to apply, including the applied ones.", examples = "2")
            int total,

            @Schema(description = "The migration in progress, or the last one.", examples = "2 signals")
            String migration) {

        static Progress of(MigrationProgress progress) {
            return new Progress(progress.done(), progress.total(), progress.migration());
        }
    }

    static DatabaseResponse of(DatabaseStatus status) {
        return new DatabaseResponse(
                status.ready() ? "UP" : "DOWN",
                status.state().name(),
                status.progress().map(Progress::of).orElse(null),
                status.message(),
                status.since(),
                status.attempts(),
                status.lastError().orElse(null));
    }
}
