package io.incumbent.coordinator;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.coordinator.LeadershipState.WaitingFor;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Observations.Sighting;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers the changes of what this instance knows, and says what it waits for and since when. Safe for all threads. */
final class StateObserver {

    private final Timing timing;
    private @Nullable Seen last;
    private long revision;
    private Optional<String> waitingFor = Optional.empty();
    private Instant waitingSince = Instant.EPOCH;

    StateObserver(Timing timing) {
        this.timing = timing;
    }

    /** What one change differs in from the one before. */
    private record Seen(PublicRole role, Optional<LeaderRecord> leader, Optional<String> waitingFor, Stores stores) {}

    /** @param number grows with each change that was seen */
    record Revision(long number, Optional<WaitingFor> waitingFor) {}

    synchronized Revision observe(PublicRole role, Optional<LeaderRecord> leader, Optional<Wait> wait, Stores stores) {
        var seen = new Seen(role, leader, wait.map(Wait::code), stores);
        if (!seen.equals(last)) {
            last = seen;
            revision++;
        }
        var now = Instant.now();
        if (!waitingFor.equals(seen.waitingFor())) {
            waitingFor = seen.waitingFor();
            waitingSince = now;
        }
        return new Revision(
                revision,
                wait.map(it -> new WaitingFor(
                        it.code(), it.detail(), waitingSince, it.left().map(now::plus))));
    }

    /** @param left until it goes on by itself; empty if that depends on something else */
    record Wait(String code, String detail, Optional<Duration> left) {}

    /** What a role waits for, apart from the end of another instance's leadership. */
    Optional<Wait> wait(Role role, long now) {
        return switch (role) {
            case Role.Leader leader ->
                leader.trustedUntil().passed(now)
                        ? Optional.of(new Wait(
                                "renewal",
                                "its trust has run out: it acts again when both stores have granted it another renewal",
                                Optional.empty()))
                        : Optional.empty();
            case Role.Follower follower -> wait(follower, now);
            case Role.Candidate _, Role.Leaving _, Role.Stopped _ -> Optional.empty();
        };
    }

    private Optional<Wait> wait(Role.Follower role, long now) {
        if (role.observed().unverified() > 0) {
            return Optional.of(new Wait(
                    "candidacy",
                    role.observed().unverified()
                            + " candidacies in a row were given a term that could not be verified; it bids again later",
                    Optional.of(role.bidAt().left(now))));
        }
        return role.observed()
                .lease()
                .or(() -> role.observed().term())
                .filter(it -> it.heldUntil().passed(now))
                .map(it -> new Wait(
                        "record",
                        "a store's record lasts longer than its ttl: it is taken over unless its holder renews it",
                        Optional.of(takeover(it).left(now))));
    }

    private Deadline takeover(Sighting sighting) {
        return sighting.takeoverAt(timing.margin());
    }
}
