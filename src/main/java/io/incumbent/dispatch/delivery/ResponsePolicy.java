package io.incumbent.dispatch.delivery;

import io.incumbent.dispatch.delivery.DeliveryConfig.ClientError;
import io.incumbent.dispatch.delivery.RequestResult.Response;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.logging.LogText;
import java.time.Duration;
import java.time.InstantSource;

/** Determines what follows from a target's response: the outcome of the signal, and whether the target counts as failing. */
final class ResponsePolicy {

    private final RetrySchedule schedule;
    private final ClientError clientError;
    private final InstantSource clock;

    ResponsePolicy(RetrySchedule schedule, ClientError clientError, InstantSource clock) {
        this.schedule = schedule;
        this.clientError = clientError;
        this.clock = clock;
    }

    Outcome outcome(RequestResult result, ClaimedSignal signal) {
        return switch (result) {
            case RequestResult.NotSent _ -> new Outcome.GivenBack();
            case RequestResult.NoResponse(var what) -> retry(signal, Duration.ZERO, what);
            case RequestResult.NoConnection(var what) -> retry(signal, Duration.ZERO, what);
            case Response answer -> outcome(answer, signal);
        };
    }

    private Outcome outcome(Response answer, ClaimedSignal signal) {
        var detail =
                LogText.detail(answer.body().isEmpty() ? "" + answer.status() : answer.status() + ": " + answer.body());
        return switch (answer.status()) {
            case 410 -> new Outcome.Dead(detail);
            case 408, 425, 429, 503 -> retry(signal, retryAfter(answer), detail);
            default ->
                switch (answer.status() / 100) {
                    case 2 -> new Outcome.Completed(detail);
                    case 3 -> retry(signal, Duration.ZERO, redirected(answer));
                    case 4 ->
                        clientError == ClientError.DEAD
                                ? new Outcome.Dead(detail)
                                : retry(signal, retryAfter(answer), detail);
                    default -> retry(signal, retryAfter(answer), detail);
                };
        };
    }

    /** Redirects are not followed: signals go to the configured URL only. The operator can correct it, so the signal is not given up. */
    private static String redirected(Response answer) {
        return LogText.detail(answer.status() + ", not followed, Location: "
                + answer.location().orElse("none") + ": set incumbent.dispatch.url to where the target is");
    }

    /**
     * Whether the target as a whole is failing. Throttling (429) counts: further deliveries would cost each waiting signal an
     * attempt. An answer 4xx to one signal does not: the target works.
     */
    static boolean targetFailing(RequestResult result) {
        return switch (result) {
            case RequestResult.NoResponse _, RequestResult.NoConnection _ -> true;
            case RequestResult.NotSent _ -> false;
            case Response answer -> answer.status() == 429 || answer.status() / 100 == 3 || answer.status() / 100 >= 5;
        };
    }

    private Duration retryAfter(Response answer) {
        return answer.retryAfter()
                .flatMap(value -> RetryAfterHeader.parse(value, clock.instant()))
                .orElse(Duration.ZERO);
    }

    private Outcome retry(ClaimedSignal signal, Duration atLeast, String what) {
        var pause = schedule.pause(signal.handle().attempt(), atLeast);
        return schedule.tooOld(signal.age(), pause)
                ? new Outcome.Dead(LogText.detail("given up, since its next attempt would be older than "
                        + schedule.maxAge() + " (incumbent.delivery.max-age); the last one: " + what))
                : new Outcome.Failed(pause, LogText.detail(what));
    }
}
