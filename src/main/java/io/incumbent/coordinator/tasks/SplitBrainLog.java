package io.incumbent.coordinator.tasks;

import io.incumbent.election.Bid;
import io.incumbent.election.HolderComparison;
import io.incumbent.election.LeaderRecord;
import io.incumbent.logging.LogText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The log and the counter of contradictions between the two stores. Each new one is logged once. */
@Singleton
public class SplitBrainLog {

    private static final Logger LOG = Logger.getLogger(SplitBrainLog.class);

    private final Counter counter;
    private String last = "";

    public SplitBrainLog(MeterRegistry meters) {
        this.counter = Counter.builder("incumbent.split.brain")
                .description("How often Redis and PostgreSQL were found to name different holders")
                .register(meters);
    }

    /** A comparison found the two stores apart. */
    void found(HolderComparison comparison) {
        switch (comparison) {
            case HolderComparison.Different(var redis, var postgres) ->
                count("redis=" + shown(redis.bid()) + " redisTerm=" + redis.term() + " "
                        + named(Optional.of(postgres)));
            case HolderComparison.OnlyRedis(var redis) ->
                count("redis=" + shown(redis.bid()) + " redisTerm=" + redis.term() + " " + named(Optional.empty()));
            case HolderComparison.OnlyPostgres(var postgres) -> count("redis=none " + named(Optional.of(postgres)));
            case HolderComparison.Agree _, HolderComparison.ElectionUnderWay _, HolderComparison.OtherDatabase _ -> {}
        }
    }

    /** A leader that Redis had granted the lease was told by PostgreSQL that it has not the term. */
    public void contradicted(LeaderRecord led, Optional<LeaderRecord> postgres) {
        count("redis=" + shown(led.bid()) + " redisTerm=" + led.term() + " " + named(postgres));
    }

    public long count() {
        return (long) counter.count();
    }

    private synchronized void count(String evidence) {
        counter.increment();
        if (!evidence.equals(last)) {
            last = evidence;
            LOG.errorf("<<<<< split brain %s", evidence);
        }
    }

    private static String named(Optional<LeaderRecord> record) {
        return record.map(o -> "postgres=" + shown(o.bid()) + " postgresTerm=" + o.term() + " since=" + o.since())
                .orElse("postgres=none");
    }

    /** A bid comes from a store, where others may have written anything. */
    private static String shown(Bid bid) {
        return LogText.value(bid.toString());
    }
}
