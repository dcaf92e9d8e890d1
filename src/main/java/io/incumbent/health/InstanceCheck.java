package io.incumbent.health;

import io.incumbent.coordinator.Leadership;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthGroup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The check that is UP on every instance that leads or could take over. */
@HealthGroup("instance")
@Singleton
class InstanceCheck implements AsyncHealthCheck {

    private final Leadership leadership;
    private final InstanceHealth health;

    InstanceCheck(Leadership leadership, InstanceHealth health) {
        this.leadership = leadership;
        this.health = health;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        var state = leadership.state();
        return ProbeResponse.of("instance", health.healthy(state), state);
    }
}
