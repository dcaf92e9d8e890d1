package io.incumbent.dispatch;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;

/** How long a signal waits after a failed attempt if whoever made it does not say. */
@Singleton
public class Pauses {

    private final RetrySchedule schedule;

    Pauses(DeliveryConfig config) {
        this.schedule = DeliverySettings.schedule(config, new SecureRandom());
    }

    /** @param attempt that failed, from 1 */
    public Duration after(int attempt) {
        return schedule.pause(attempt, Duration.ZERO);
    }
}
