package io.incumbent.api;

import io.incumbent.dispatch.ClaimHandle;
import io.incumbent.dispatch.Claims;
import io.incumbent.dispatch.DeliveryStatus;
import io.incumbent.dispatch.Outcome;
import io.incumbent.dispatch.RetrySchedule;
import io.incumbent.observe.Signals;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Finds the claim that a report is about, hands the report on, and tells why if it was not heard. */
@Singleton
class Reports {

    private final Claims claims;
    private final Signals signals;
    private final RetrySchedule schedule;

    Reports(Claims claims, Signals signals, RetrySchedule schedule) {
        this.claims = claims;
        this.signals = signals;
        this.schedule = schedule;
    }

    Response settle(String id, Members members, Function<ClaimHandle, Outcome> outcome, DeliveryStatus status)
            throws SQLException {
        return report(id, members, claim -> claims.settle(Map.of(claim, outcome.apply(claim))), status);
    }

    Response extend(String id, Members members, Duration lease) throws SQLException {
        return report(id, members, claim -> claims.extend(List.of(claim), lease), DeliveryStatus.PROCESSING);
    }

    private Response report(String id, Members members, Call call, DeliveryStatus status) throws SQLException {
        var signal = Ids.read(id);
        if (signal.isEmpty()) {
            return ProblemMappers.response(Problem.noSuchSignal());
        }
        var claim = members.text("token", 1, Members.BYTES_MAX).flatMap(token -> PullToken.read(signal.get(), token));
        if (claim.isEmpty()) {
            members.refuse("token", PullToken.EXPECTED);
        }
        var problem = members.problem();
        if (problem.isPresent()) {
            return ProblemMappers.response(problem.get());
        }
        if (call.on(claim.orElseThrow()).isEmpty()) {
            return ProblemMappers.response(signals.exists(signal.get()) ? lost() : Problem.noSuchSignal());
        }
        return Response.ok(new SignalStatus(signal.get().toString(), status.name()))
                .build();
    }

    Duration pauseAfter(ClaimHandle claim) {
        return schedule.pause(claim.attempt());
    }

    private static Problem lost() {
        return Problem.of(
                409,
                "claim-lost",
                "The claim of this token is over: the signal was given to another, or is finished. Nothing was changed;"
                        + " what was done with it may be done a second time under the same id.");
    }

    /** Gives the claims that were still the caller's. */
    @FunctionalInterface
    private interface Call {
        Set<ClaimHandle> on(ClaimHandle claim) throws SQLException;
    }
}
