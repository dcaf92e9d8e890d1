package io.incumbent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Kills and freezes instances, one after the other, each time waiting until somebody leads again. */
final class FaultInjector {

    /** One thing to do to an instance. */
    enum Blow {
        KILL_LEADER,
        PAUSE_LEADER,
        KILL_STANDBY,
        PAUSE_STANDBY
    }

    /**
     * An instance that was frozen while it led and woke up again.
     *
     * @param term that it led under
     * @param wokenAt by {@link System#nanoTime}
     */
    record Awakening(long term, long wokenAt) {}

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final RestartingCluster cluster;
    private final List<Awakening> awakenings = new ArrayList<>();
    private int kills;
    private int pauses;

    FaultInjector(RestartingCluster cluster) {
        this.cluster = cluster;
    }

    void strike(Blow blow) throws IOException {
        switch (blow) {
            case KILL_LEADER -> kill(awaitLeader(Optional.empty()));
            case PAUSE_LEADER -> pauseLeader();
            case KILL_STANDBY -> kill(cluster.standby().orElseThrow());
            case PAUSE_STANDBY -> pauseStandby();
        }
    }

    private void kill(InstanceProcess instance) throws IOException {
        cluster.kill(instance);
        kills++;
        awaitLeader(Optional.of(instance));
        cluster.add();
    }

    /** Until another leads, and then some: it wakes up in a world that has gone on. */
    private void pauseLeader() throws IOException {
        var leader = awaitLeader(Optional.empty());
        long term = cluster.term(leader).orElse(0L);
        leader.pause();
        pauses++;
        try {
            awaitLeader(Optional.of(leader));
        } finally {
            awakenings.add(new Awakening(term, System.nanoTime()));
            leader.resume();
        }
    }

    private void pauseStandby() throws IOException {
        var standby = cluster.standby().orElseThrow();
        standby.pause();
        pauses++;
        long until = System.nanoTime()
                + InstanceCluster.TTL.multipliedBy(4).dividedBy(3).toNanos();
        try {
            Awaitility.await("it has missed its beats")
                    .pollInSameThread()
                    .atMost(LIMIT)
                    .until(() -> System.nanoTime() > until);
        } finally {
            standby.resume();
        }
    }

    /** @param not one that does not count */
    InstanceProcess awaitLeader(Optional<InstanceProcess> not) {
        return Awaitility.await("somebody leads")
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .pollInSameThread()
                .atMost(LIMIT)
                .until(
                        () -> cluster.running().stream()
                                .filter(it -> not.filter(it::equals).isEmpty())
                                .filter(it -> cluster.term(it).isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    int kills() {
        return kills;
    }

    int pauses() {
        return pauses;
    }

    List<Awakening> awakenings() {
        return awakenings;
    }
}
