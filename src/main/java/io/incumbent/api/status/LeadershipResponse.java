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
@JsonPropertyOrder({
    "group",
    "instance",
    "role",
    "term",
    "trustedForMillis",
    "leader",
    "revision",
    "waitingFor",
    "stores",
    "paused",
    "asOf",
    "worstCaseFailoverMillis"
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

        @Schema(
                description =
                        "Grows with each change that this instance has seen when it was asked; starts anew with the"
                                + " process.",
                examples = "42")
        long revision,

        @Schema(
                description =
                        "What keeps this instance from taking part or from acting; null if nothing does, and while"
                                + " another instance leads.",
                nullable = true)
        @Nullable
        WaitingFor waitingFor,

        @Schema(description = "How the stores have answered this instance last.")
        Stores stores,

        @Schema(description = "Whether the group is paused; null: not known here.", nullable = true) @Nullable
        Boolean paused,

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

            @Schema(description = "Where it is reached; null if it does not say.", nullable = true) @Nullable
            String address,

            @Schema(description = "Its term, which is the fencing token.", examples = "7")
            long term,

            @Schema(description = "Since when, by the database's clock.")
            Instant since) {

        static Leader of(LeaderRecord record) {
            return new Leader(
                    record.instance(), record.hostname(), null, record.term().number(), record.since());
        }
    }

    /** What this instance waits for, as answered over HTTP. */
    @Schema(name = "WaitingFor", description = "What this instance waits for.")
    @RegisterForReflection
    record WaitingFor(
            @Schema(
                    description = "`database`, `registration`, `candidacy`, `record`, `renewal`; others may come.",
                    examples = "record")
            String code,

            @Schema(description = "The same in a sentence.") String detail,

            @Schema(description = "Since when, by the clock of the instance that answers.")
            Instant since,

            @Schema(
                    description = "When it goes on by itself or tries again; null if that depends on something else.",
                    nullable = true)
            @Nullable
            Instant until) {

        static WaitingFor of(LeadershipState.WaitingFor waitingFor) {
            return new WaitingFor(
                    waitingFor.code(),
                    waitingFor.detail(),
                    waitingFor.since().truncatedTo(ChronoUnit.MILLIS),
                    waitingFor
                            .until()
                            .map(it -> it.truncatedTo(ChronoUnit.MILLIS))
                            .orElse(null));
        }
    }

    /** The answers of both stores, as answered over HTTP. */
    @Schema(name = "Stores", description = "How the stores have answered this instance last; null: not asked yet.")
    @RegisterForReflection
    record Stores(
            @Schema(description = "Redis, which keeps the lease; null: not asked yet.", nullable = true) @Nullable
            Store redis,

            @Schema(description = "PostgreSQL, which keeps the term; null: not asked yet.", nullable = true) @Nullable
            Store postgresql) {

        static Stores of(LeadershipState.Stores stores) {
            return new Stores(
                    stores.redis().map(Store::of).orElse(null),
                    stores.postgresql().map(Store::of).orElse(null));
        }
    }

    /** The answers of one store, as answered over HTTP. */
    @Schema(name = "Store", description = "How a store has answered last.")
    @RegisterForReflection
    record Store(
            @Schema(description = "Whether it answered the last call as it should.")
            boolean reachable,

            @Schema(description = "Since when, by the clock of the instance that answers.")
            Instant since,

            @Schema(
                    description = "What is wrong: an SQLSTATE, an error of Redis, `timeout`, ...; null if nothing is.",
                    nullable = true,
                    examples = "timeout")
            @Nullable
            String code) {

        static Store of(LeadershipState.StoreStatus status) {
            return new Store(
                    status.reachable(),
                    status.since().truncatedTo(ChronoUnit.MILLIS),
                    status.code().orElse(null));
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
                state.revision(),
                state.waitingFor().map(WaitingFor::of).orElse(null),
                Stores.of(state.stores()),
                null,
                asOf,
                state.worstCaseFailover().toMillis());
    }
}
