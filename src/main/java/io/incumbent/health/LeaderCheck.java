package io.incumbent.health;

import io.incumbent.coordinator.Leadership;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthGroup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The check that is UP on the verified leader only, and DOWN as soon as trust has run out or leaving has begun. */
@Readiness
@HealthGroup("leader")
@Singleton
class LeaderCheck implements AsyncHealthCheck {

    private final Leadership leadership;

    LeaderCheck(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        var state = leadership.state();
        return ProbeResponse.of("leader", state.term().isPresent(), state);
    }
}
