package io.incumbent.coordinator;

import io.incumbent.coordinator.LeaderlessWatch.Wait;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.coordinator.LeadershipState.WaitingFor;
import io.incumbent.election.LeaderRecord;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers the changes of what this instance knows, and says what it waits for and since when. Safe for all threads. */
final class StateObserver {

    private @Nullable Seen last;
    private long revision;
    private Optional<Wait.Code> waitingFor = Optional.empty();
    private Instant waitingSince = Instant.EPOCH;

    /** What one change differs in from the one before. */
    private record Seen(
            PublicRole role, Optional<LeaderRecord> leader, Optional<Wait.Code> waitingFor, Stores stores) {}

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
                        it.code().toString(),
                        it.detail(),
                        waitingSince,
                        it.left().map(now::plus))));
    }
}
