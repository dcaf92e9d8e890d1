package io.incumbent.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.LeadershipState;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The leadership as this instance knows it, as answered over HTTP. */
@Schema(name = "Leadership", description = "The leadership as this instance knows it at the time of the request.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"group", "instance", "role", "term", "trustedForMillis", "leader", "asOf", "worstCaseFailoverMillis"
})
record LeadershipResponse(
        @Schema(description = "Name of the election.", examples = "default")
        String group,

        @Schema(description = "Id of the instance that answers; fresh at every start.", examples = "web-0-1c9e04ab")
        String instance,

        @Schema(
                description =
                        "The role of the answering instance. `unverified`: was the leader, but its trust has run out,"
                                + " so it does not act.",
                enumeration = {"leader", "follower", "candidate", "unverified", "stopped"},
                examples = "leader")
        String role,

        @Schema(
                description = "The fencing token that this instance may act under; null unless it is the verified"
                        + " leader.",
                nullable = true,
                examples = "7")
        @Nullable
        Long term,

        @Schema(
                description = "How long, from `asOf`, this instance may act without a renewal; 0 unless it is the"
                        + " verified leader.",
                examples = "6412")
        long trustedForMillis,

        @Schema(description = "The current leader; null if unknown.", nullable = true) @Nullable
        Leader leader,

        @Schema(description = "When this was true, by the clock of the instance that answers.")
        Instant asOf,

        @Schema(description = "The longest time without a leader after a crash.", examples = "9500")
        long worstCaseFailoverMillis) {

    /** The current leader, as answered over HTTP. */
    @Schema(name = "Leader", description = "The current leader.")
    @RegisterForReflection
    record Leader(
            @Schema(description = "Id of the leader.", examples = "web-0-1c9e04ab")
            String instance,

            @Schema(description = "Machine or pod of the leader.", examples = "web-0")
            String hostname,

            @Schema(description = "Its term, which is the fencing token.", examples = "7")
            long term,

            @Schema(description = "Since when, by the database's clock.")
            Instant since) {

        static Leader of(LeaderRecord record) {
            return new Leader(
                    record.instance(), record.hostname(), record.term().number(), record.since());
        }
    }

    /** A state and the response made of it, so that both are from the same moment. */
    record Seen(LeadershipState state, LeadershipResponse answer) {

        /** Reads the clock before the state, so that asOf + trustedForMillis is never after the end of trust. */
        static Seen by(Leadership leadership) {
            var asOf = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            var state = leadership.state();
            return new Seen(state, of(state, asOf));
        }
    }

    static LeadershipResponse of(LeadershipState state, Instant asOf) {
        return new LeadershipResponse(
                state.group(),
                state.instance(),
                state.role().name().toLowerCase(Locale.ROOT),
                state.term().map(Term::number).orElse(null),
                state.trustedFor().toMillis(),
                state.leader().map(Leader::of).orElse(null),
                asOf,
                state.worstCaseFailover().toMillis());
    }
}
