package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.stores.NeedsServers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole coordinators whose stores are made to contradict each other, and ones whose stores never do. */
@NeedsServers
class SplitBrainOnRealStoresTest {

    private static final String FOREIGN_OFFICE = """
            INSERT INTO leadership AS l
                   (group_name, term, bid, instance, hostname, elected_at, renewed_at, expires_at)
            VALUES ('default', 40, 'foreign/1', 'foreign', 'elsewhere', now(), now(), now() + interval '1 h')
                ON CONFLICT (group_name) DO UPDATE
               SET term = excluded.term, bid = excluded.bid, instance = excluded.instance,
                   hostname = excluded.hostname, expires_at = excluded.expires_at
            """;

    private static ElectionTestBed town;

    @BeforeAll
    static void build() {
        town = new ElectionTestBed(
                TestConfig.merged(TestConfig.QUICK, Map.of("incumbent.election.check-every-beats", "1")));
    }

    @AfterEach
    void clean() {
        town.clean();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void aLeaderThatPostgresqlContradictsLeavesAndItsLeaseIsGone() {
        var leader = town.start(1).getFirst();
        town.awaitLeader();
        var bid = lease();

        try (var log = new LogCapture(SplitBrainLog.class)) {
            town.execute(FOREIGN_OFFICE);
            await().atMost(20, SECONDS).until(() -> leader.term().isEmpty());
            await().atMost(20, SECONDS).until(() -> !lease().equals(bid));

            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("ERROR split brain redis=" + bid + " redisTerm=1 postgres=foreign/1"));
        }
        assertThat(town.history())
                .singleElement()
                .extracting(ElectionTestBed.Row::reason)
                .isEqualTo("split_brain");
        assertThat(leader.splitBrains.count()).isPositive();
    }

    @Test
    void aClaimThatPostgresqlRefusesAlthoughRedisGaveTheLeaseIsCounted() {
        town.execute(FOREIGN_OFFICE);

        var bidder = town.start(1).getFirst();

        await().atMost(20, SECONDS).until(() -> bidder.splitBrains.count() > 0);
        assertThat(bidder.term()).isEmpty();
        await().atMost(20, SECONDS).until(() -> lease().isEmpty());
        assertThat(town.history()).isEmpty();
    }

    @Test
    void ordinaryFailoversRaiseNoFalseAlarm() {
        var members = town.start(3);

        for (int round = 0; round < 20; round++) {
            var leader = town.awaitLeader();
            var term = leader.term();
            leader.stepDown();
            await().pollInterval(1, MILLISECONDS).until(() -> !leader.term().equals(term));
        }
        town.awaitLeader();

        assertThat(members)
                .allSatisfy(member -> assertThat(member.splitBrains.count()).isZero());
    }

    /** The bid in Redis; empty if there is none. */
    private static String lease() {
        return town.redis()
                .with(r -> String.valueOf(r.get(town.keys().lease())))
                .replace("null", "");
    }
}
