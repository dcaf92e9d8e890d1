package io.incumbent.api.intake;

import io.incumbent.api.http.Problem;
import io.incumbent.intake.IntakeResult;
import io.incumbent.intake.InvalidRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Creates the error responses of the intake. */
final class IntakeProblems {

    private final int retryAfterSeconds;

    IntakeProblems(int retryAfterSeconds) {
        this.retryAfterSeconds = retryAfterSeconds;
    }

    Problem of(InvalidRequest invalid) {
        return switch (invalid) {
            case InvalidRequest.Malformed(var detail) -> problem(400, "malformed-signal", detail, Map.of());
            case InvalidRequest.Unauthenticated(var detail) -> problem(401, "unauthenticated", detail, Map.of());
            case InvalidRequest.IntakeClosed(var detail) -> problem(403, "intake-closed", detail, Map.of());
        };
    }

    Problem conflict(UUID id) {
        return problem(
                409,
                "signal-conflict",
                "Another body was sent with the same key before, and stored under this id. Nothing was stored now.",
                Map.of("id", id.toString()));
    }

    Problem rejected(IntakeResult.RejectReason why) {
        return retryable(
                "not-the-leader",
                "This instance does not lead, so it accepts no signals. Nothing was stored; send it again.",
                Map.of("reason", IntakeResponse.reason(why)));
    }

    Problem overloaded() {
        return retryable(
                "overloaded",
                "Too many signals are waiting to be stored. Nothing was stored; send it again.",
                Map.of());
    }

    Problem unavailable() {
        return retryable(
                "not-stored",
                "The database did not confirm that the signal is stored. Send it again: it is stored once at most.",
                Map.of());
    }

    private Problem retryable(String type, String detail, Map<String, String> members) {
        return new Problem(503, Problem.OWN + type, detail, members, Optional.of(retryAfterSeconds));
    }

    private static Problem problem(int status, String type, String detail, Map<String, String> members) {
        return new Problem(status, Problem.OWN + type, detail, members, Optional.empty());
    }
}
