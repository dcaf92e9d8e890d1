package io.incumbent.api;

import io.incumbent.signal.Taken;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of a signal that need not be sent again. Written without databinding, which took a fifth of the time that the
 * event loop spent on a request, and nothing in it needs to be escaped.
 */
@Schema(name = "SignalTaken", description = "What became of a signal that need not be sent again.")
record SignalAnswer(
        @Schema(
                description = "`accepted`: stored now. `duplicate`: stored before. `rejected`: this instance may not"
                        + " take it, and nothing was stored.",
                enumeration = {"accepted", "duplicate", "rejected"},
                examples = "accepted")
        String status,

        @Schema(
                description = "The id of the signal; of a duplicate, that of the first. Not there if it was rejected.",
                examples = "019ab3d4-7c0e-7000-9f1c-3b0f5ad1c2e4",
                nullable = true)
        @Nullable
        UUID id,

        @Schema(
                description = "The term it was accepted under. Not there if an instance stored it that does not lead.",
                examples = "7",
                nullable = true)
        @Nullable
        Long term,

        @Schema(
                description = "Why it was rejected: this instance was not the leader, or ceased to be it meanwhile.",
                enumeration = {"not_leader", "lost_leadership"},
                nullable = true)
        @Nullable
        String reason) {

    static SignalAnswer of(Taken.Accepted accepted) {
        return new SignalAnswer(
                "accepted",
                accepted.id(),
                accepted.term().map(it -> it.number()).orElse(null),
                null);
    }

    static SignalAnswer of(Taken.Duplicate duplicate) {
        return new SignalAnswer("duplicate", duplicate.id(), null, null);
    }

    static SignalAnswer of(Taken.Rejected rejected) {
        return new SignalAnswer("rejected", null, null, reason(rejected.why()));
    }

    static String reason(Taken.Why why) {
        return switch (why) {
            case NOT_LEADER -> "not_leader";
            case LOST_LEADERSHIP -> "lost_leadership";
        };
    }

    String json() {
        var json = new StringBuilder(96).append("{\"status\":\"").append(status).append('"');
        if (id != null) {
            json.append(",\"id\":\"").append(id).append('"');
        }
        if (term != null) {
            json.append(",\"term\":").append(term.longValue());
        }
        if (reason != null) {
            json.append(",\"reason\":\"").append(reason).append('"');
        }
        return json.append('}').toString();
    }
}
