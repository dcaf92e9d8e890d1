package io.incumbent.health;

import io.incumbent.coordinator.LeadershipState;
import io.smallrye.mutiny.Uni;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The response of a probe about leadership, with role, trust and term for an operator. */
final class ProbeResponse {

    private ProbeResponse() {}

    static Uni<HealthCheckResponse> of(String check, boolean up, LeadershipState state) {
        var answer = HealthCheckResponse.named(check)
                .status(up)
                .withData("role", state.role().name().toLowerCase(Locale.ROOT))
                .withData("trustedForMillis", state.trustedFor().toMillis());
        state.term().ifPresent(term -> answer.withData("term", term.number()));
        return Uni.createFrom().item(answer.build());
    }
}
