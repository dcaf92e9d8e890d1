package io.incumbent.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an instance answers to {@code GET /leadership}.
 *
 * @param instance its id
 * @param role its role
 * @param term the term that it leads under; empty if it does not
 * @param trustedFor how long it trusts itself
 * @param leader id of the leader that it knows of; empty if unknown
 * @param worstCaseFailover the longest time without a leader after a crash, as it promises
 */
public record LeadershipView(
        String instance,
        PublicRole role,
        OptionalLong term,
        Duration trustedFor,
        Optional<String> leader,
        Duration worstCaseFailover) {

    static LeadershipView of(JsonNode answer) {
        var term = answer.path("term");
        var leader = answer.path("leader").path("instance");
        return new LeadershipView(
                answer.path("instance").asText(),
                PublicRole.valueOf(answer.path("role").asText().toUpperCase(Locale.ROOT)),
                term.isIntegralNumber() ? OptionalLong.of(term.asLong()) : OptionalLong.empty(),
                Duration.ofMillis(answer.path("trustedForMillis").asLong()),
                leader.isTextual() ? Optional.of(leader.asText()) : Optional.empty(),
                Duration.ofMillis(answer.path("worstCaseFailoverMillis").asLong()));
    }

    public boolean leads() {
        return role == PublicRole.LEADER;
    }
}
