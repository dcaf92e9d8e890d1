package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.KnownLeader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoleTest {

    private static final Optional<KnownLeader> SEEN = Optional.of(new KnownLeader(HIGHER, in("5s")));

    @Test
    void aFollowerAndABidderKnowTheLeaderUntilItsLeaseWouldHaveEnded() {
        var follower = new Follower(OURS, in("3s"), in("0s"), SEEN, Observations.NONE);
        var bidding = new Bidding(OURS, in("1s"), SEEN, false, Observations.NONE);

        assertThat(follower.knownLeader(after("4.9s"))).contains(HIGHER);
        assertThat(bidding.knownLeader(after("4.9s"))).contains(HIGHER);
        assertThat(follower.knownLeader(after("5s"))).isEmpty();
        assertThat(bidding.knownLeader(after("5s"))).isEmpty();
        assertThat(FOLLOWER.knownLeader(NOW)).isEmpty();
    }

    @Test
    void nobodyElseNamesAnother() {
        for (var role : new Role[] {CLAIMING, STORING, VERIFYING, LEADER, DRAINING, STOPPED}) {
            assertThat(role.knownLeader(NOW)).as("%s", role).isEmpty();
        }
    }
}
