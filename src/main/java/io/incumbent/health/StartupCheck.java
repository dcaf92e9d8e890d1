package io.incumbent.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** The check that is UP once the database is ready for this version. */
@Startup
@Singleton
class StartupCheck implements AsyncHealthCheck {

    private final InstanceHealth health;

    StartupCheck(InstanceHealth health) {
        this.health = health;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(HealthCheckResponse.named("database")
                        .status(health.started())
                        .build());
    }
}
