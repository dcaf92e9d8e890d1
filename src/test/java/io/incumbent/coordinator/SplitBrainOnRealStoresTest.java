package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.stores.NeedsServers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole coordinators whose stores are made to contradict each other, and ones whose stores never do. */
@NeedsServers
class SplitBrainOnRealStoresTest {

    private static final String FOREIGN_RECORD = """
            INSERT INTO leadership AS l
                   (group_name, term, bid, instance, hostname, elected_at, renewed_at, expires_at)
            VALUES ('default', 40, 'foreign/1', 'foreign', 'elsewhere', now(), now(), now() + interval '1 h')
                ON CONFLICT (group_name) DO UPDATE
               SET term = excluded.term, bid = excluded.bid, instance = excluded.instance,
                   hostname = excluded.hostname, expires_at = excluded.expires_at
            """;

    private static ElectionTestBed bed;

    @BeforeAll
    static void build() {
        bed = new ElectionTestBed(
                TestConfig.merged(TestConfig.QUICK, Map.of("incumbent.election.check-every-beats", "1")));
    }

    @AfterEach
    void clean() {
        bed.clean();
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @Test
    void aLeaderThatPostgresqlContradictsLeavesAndItsLeaseIsGone() {
        var leader = bed.start(1).getFirst();
        bed.awaitLeader();
        var bid = lease();

        try (var log = new LogCapture(SplitBrainLog.class)) {
            bed.execute(FOREIGN_RECORD);
            await().atMost(60, SECONDS).until(() -> leader.term().isEmpty());
            await().atMost(60, SECONDS).until(() -> !lease().equals(bid));

            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("ERROR <<<<< split brain redis=" + bid + " redisTerm=1 postgres=foreign/1"));
        }
        assertThat(bed.history())
                .singleElement()
                .extracting(ElectionTestBed.Row::reason)
                .isEqualTo("split_brain");
        assertThat(leader.splitBrains.count()).isPositive();
    }

    /** A crashed leader that had renewed its term, and not its lease any more, leaves just this behind. */
    @Test
    void aClaimThatIsRefusedWhileADeadLeadersTermLastsIsNoneAndTheNextTermFollows() {
        bed.execute(FOREIGN_RECORD.replace("1 h", "2 s"));

        var bidder = bed.start(1).getFirst();

        bed.awaitLeader();
        assertThat(bidder.splitBrains.count()).isZero();
    }

    @Test
    void ordinaryFailoversRaiseNoFalseAlarm() {
        var members = bed.start(3);

        for (int round = 0; round < 20; round++) {
            var leader = bed.awaitLeader();
            var term = leader.term();
            leader.stepDown();
            await().pollInterval(1, MILLISECONDS).until(() -> !leader.term().equals(term));
        }
        bed.awaitLeader();

        assertThat(members)
                .allSatisfy(member -> assertThat(member.splitBrains.count()).isZero());
    }

    /** The bid in Redis, with which the lease's value begins; empty if there is none. */
    private static String lease() {
        var value = Optional.ofNullable(bed.redis().with(r -> r.get(bed.keys().lease())));
        return value.map(it -> it.substring(0, it.indexOf(' '))).orElse("");
    }
}
