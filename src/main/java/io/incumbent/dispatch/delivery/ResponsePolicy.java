package io.incumbent.dispatch.delivery;

import io.incumbent.dispatch.delivery.DeliveryConfig.ClientError;
import io.incumbent.dispatch.delivery.RequestResult.Response;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.logging.LogText;
import java.time.Duration;
import java.time.InstantSource;

/** What follows from a reply: for the signal, and for what is thought of the target. */
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
            case Response answer -> answered(answer, signal);
        };
    }

    private Outcome answered(Response answer, ClaimedSignal signal) {
        var told =
                LogText.detail(answer.body().isEmpty() ? "" + answer.status() : answer.status() + ": " + answer.body());
        return switch (answer.status()) {
            case 410 -> new Outcome.Dead(told);
            case 408, 425, 429, 503 -> retry(signal, asked(answer), told);
            default ->
                switch (answer.status() / 100) {
                    case 2 -> new Outcome.Completed(told);
                    case 3 -> retry(signal, Duration.ZERO, moved(answer));
                    case 4 ->
                        clientError == ClientError.DEAD ? new Outcome.Dead(told) : retry(signal, asked(answer), told);
                    default -> retry(signal, asked(answer), told);
                };
        };
    }

    /** Not followed: a signal may go where the operator sent it, and nowhere else. He can mend it, so it is not dead. */
    private static String moved(Response answer) {
        return LogText.detail(answer.status() + ", not followed, Location: "
                + answer.location().orElse("none") + ": set incumbent.dispatch.url to where the target is");
    }

    /**
     * Whether the target as a whole is in trouble. That it throttles counts: to go on would cost each waiting signal an
     * attempt. A refusal of one signal does not: a target that can refuse is there.
     */
    static boolean targetFailing(RequestResult result) {
        return switch (result) {
            case RequestResult.NoResponse _, RequestResult.NoConnection _ -> true;
            case RequestResult.NotSent _ -> false;
            case Response answer -> answer.status() == 429 || answer.status() / 100 == 3 || answer.status() / 100 >= 5;
        };
    }

    private Duration asked(Response answer) {
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
