package io.incumbent.election;

import static io.incumbent.election.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Sighting;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoleTest {

    private static final Optional<Sighting> SEEN = Optional.of(new Sighting(HIGHER, in("5s")));

    @Test
    void aFollowerAndABidderKnowTheLeaderUntilItsLeaseWouldHaveEnded() {
        var follower = new Follower(OURS, in("3s"), SEEN, false);
        var bidding = new Bidding(OURS, in("1s"), SEEN, false);

        assertThat(follower.seenAt(after("4.9s"))).contains(HIGHER);
        assertThat(bidding.seenAt(after("4.9s"))).contains(HIGHER);
        assertThat(follower.seenAt(after("5s"))).isEmpty();
        assertThat(bidding.seenAt(after("5s"))).isEmpty();
        assertThat(FOLLOWER.seenAt(NOW)).isEmpty();
    }

    @Test
    void nobodyElseNamesAnother() {
        for (var role : new Role[] {CLAIMING, STORING, VERIFYING, LEADER, DRAINING, STOPPED}) {
            assertThat(role.seenAt(NOW)).as("%s", role).isEmpty();
        }
    }
}
