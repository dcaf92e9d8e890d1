package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.RedisCommandLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** When followers bid: at a notification, without one, and against a lease that is not ours to wait for. */
@NeedsServers
class FollowerBidTimingTest {

    private static final int ROUNDS = 30;

    /** So rare that whoever bids sooner does so because of a notification, however slow the machine is. */
    private static final Duration BEAT = Duration.ofSeconds(60);

    private static final Map<String, String> RARE = Map.of(
            "incumbent.election.ttl", "200s",
            "incumbent.election.heartbeat", BEAT.toString(),
            "incumbent.election.margin", "1s",
            "incumbent.election.call-timeout", "10s");

    private static ElectionTestBed bed;

    @BeforeAll
    static void build() {
        bed = new ElectionTestBed(TestConfig.QUICK);
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
    void aNotificationMakesAFollowerBidAtOnce() {
        var members = bed.start(2, RARE);
        var leader = bed.awaitLeader();
        var follower = members.stream().filter(m -> m != leader).findFirst().orElseThrow();
        var waits = new ArrayList<Duration>();

        try (var redisLog = RedisCommandLog.of(bed.redis())) {
            await().atMost(60, SECONDS).until(() -> listeners() == 2);
            for (int round = 0; round < ROUNDS; round++) {
                var notification = "round-" + round;
                bed.redis().with(r -> r.publish(bed.keys().releases(), notification));
                var published = redisLog.awaitPublish(notification);
                waits.add(redisLog.awaitScript(follower.name(), published).minus(published));
            }
        }

        assertThat(waits).as("far from the next beat").allSatisfy(wait -> assertThat(wait)
                .isLessThan(BEAT.dividedBy(2)));
    }

    @Test
    void aMissedNotificationCostsTimeOnly() {
        bed.start(2);
        var first = bed.awaitLeader();
        var term = first.term().orElseThrow();
        await().atMost(60, SECONDS).until(() -> listeners() == 2);

        bed.redis().with(r -> r.clientKill(ClientKillParams.clientKillParams().type(ClientType.PUBSUB)));
        first.stop();
        var second = bed.awaitLeader();

        assertThat(second).isNotEqualTo(first);
        assertThat(second.term().orElseThrow()).isGreaterThan(term);
        assertThat(bed.history()).extracting(ElectionTestBed.Row::reason).containsExactly("shutdown", null);
    }

    @Test
    void aForeignLeaseWithoutExpiryIsAskedForOnceABeatUntilItIsTakenOver() {
        bed.redis().with(r -> r.set(bed.keys().lease(), "put here by hand"));
        long before = evals();
        long since = System.nanoTime();
        var members = bed.start(3);

        assertThat(bed.awaitLeader().term()).isPresent();
        long asked = evals() - before;
        var beats =
                Duration.ofNanos(System.nanoTime() - since).dividedBy(Duration.ofMillis(270)); // up to a tenth early

        System.out.printf("bids of three against a foreign lease until one leads, %d beats: %d%n", beats, asked);
        // beside those of each beat: the takeover, the store of the term, and who loses the race gives up and bids
        // again
        assertThat(asked).isLessThan(members.size() * (beats + 6));
    }

    private static long listeners() {
        var channel = bed.keys().releases();
        return bed.redis().with(r -> Long.parseLong(r.pubsubNumSub(channel).get(channel)));
    }

    private static long evals() {
        return statistics()
                .lines()
                .filter(line -> line.startsWith("cmdstat_eval:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\w+:calls=(\\d+).*", "$1")))
                .sum();
    }

    private static String statistics() {
        return bed.redis().with(r -> r.info("commandstats"));
    }
}
