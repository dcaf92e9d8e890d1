package io.incumbent.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The check that is UP while the election loop runs, on every instance, also while the stores do not answer. */
@Liveness
@Singleton
class LivenessCheck implements AsyncHealthCheck {

    private final InstanceHealth health;

    LivenessCheck(InstanceHealth health) {
        this.health = health;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(HealthCheckResponse.named("beat").status(health.alive()).build());
    }
}
