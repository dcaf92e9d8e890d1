package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every process ends by SIGKILL in the instant in which senders have heard "accepted", the database's among them. */
@Timeout(200)
@NeedsProcesses
class AcceptedSignalsSurviveTest {

    private static final int ACCEPTED = 300;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void whatWasAcceptedIsThereAndDeliveredAfterEveryProcessWasKilled() throws Exception {
        // a server that would answer before anything is on the disk, if it were not told otherwise
        var durable =
                Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "off", "wal_writer_delay", "10s");
        try (var postgres = PostgresServer.start(durable);
                var redis = RedisServer.start();
                var target = new UnreliableTarget()) {
            target.away(true);
            var stores = InstanceCluster.stores(postgres, postgres.newDatabase(), redis);
            var settings = Map.of(
                    "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                    "INCUMBENT_DISPATCH_AUTHENTICATION", "none",
                    "INCUMBENT_SIGNALS_FOLLOWER_POLICY", "retry",
                    "INCUMBENT_DISPATCH_URL", target.url(),
                    "INCUMBENT_DISPATCH_CLAIM_LEASE", "4s",
                    "INCUMBENT_DELIVERY_RETRY_FIRST", "200ms",
                    "INCUMBENT_DELIVERY_RETRY_LONGEST", "1s");
            try (var cluster = RestartingCluster.of(
                    2, InstanceCluster.with(InstanceCluster.with(InstanceCluster.QUICK, stores), settings))) {
                var accepted = acceptedUntilEverybodyIsKilled(cluster, postgres, redis);
                assertThat(accepted).hasSizeGreaterThanOrEqualTo(ACCEPTED);

                target.away(false);
                target.forgive();
                postgres.up();
                redis.up();
                cluster.add();

                Awaitility.await("all that was accepted is delivered")
                        .atMost(LIMIT)
                        .pollInSameThread()
                        .untilAsserted(() -> assertThat(target.processed())
                                .as(cluster::lastWords)
                                .containsAll(accepted));
                assertThat(target.effects().values()).containsOnly(1);
            }
        }
    }

    /** Gives the ids that senders were told. */
    private static List<String> acceptedUntilEverybodyIsKilled(
            RestartingCluster cluster, PostgresServer postgres, RedisServer redis) throws InterruptedException {
        var answered = new AtomicInteger();
        var enough = new CountDownLatch(1);
        var senders = new SignalSenders(cluster, PlannedSignal.post(1_000_000, 5), Duration.ofSeconds(1), false, false);
        senders.onAccepted(() -> {
            if (answered.incrementAndGet() == ACCEPTED) {
                enough.countDown();
            }
        });
        var sending = Thread.ofPlatform().start(senders::send);
        enough.await();
        cluster.killAll();
        postgres.crash();
        redis.stop();
        senders.stop();
        sending.join();
        var ids = new ArrayList<String>();
        senders.answers().values().forEach(about -> ids.addAll(about.ids));
        return ids.stream().filter(Objects::nonNull).toList();
    }
}
