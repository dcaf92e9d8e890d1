package io.incumbent.coordinator;

import io.incumbent.election.Bid;
import io.incumbent.election.Office;
import io.incumbent.election.SplitBrain;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Counts every contradiction between the two stores, and logs each new one. */
@Singleton
class SplitBrainLog {

    private static final Logger LOG = Logger.getLogger(SplitBrainLog.class);

    private final Counter counter;
    private String last = "";

    SplitBrainLog(MeterRegistry meters) {
        this.counter = Counter.builder("incumbent.split.brain")
                .description("How often Redis and PostgreSQL were found to name different holders")
                .register(meters);
    }

    /** A comparison found the two stores apart. */
    void found(SplitBrain split) {
        switch (split) {
            case SplitBrain.Different(var redis, var postgres) ->
                count("redis=" + redis.bid() + " redisTerm=" + redis.term() + " " + named(Optional.of(postgres)));
            case SplitBrain.OnlyRedis(var redis) ->
                count("redis=" + redis.bid() + " redisTerm=" + redis.term() + " " + named(Optional.empty()));
            case SplitBrain.OnlyPostgres(var postgres) -> count("redis=none " + named(Optional.of(postgres)));
            case SplitBrain.None _, SplitBrain.Bidding _ -> count("redis and postgres agree by now");
        }
    }

    /** Redis gave {@code bid} the lease, and PostgreSQL refused it the term. */
    void refused(Bid bid, Optional<Office> postgres) {
        count("redis=" + bid + " redisTerm=none " + named(postgres));
    }

    long count() {
        return (long) counter.count();
    }

    private synchronized void count(String evidence) {
        counter.increment();
        if (!evidence.equals(last)) {
            last = evidence;
            LOG.errorf("split brain %s", evidence);
        }
    }

    private static String named(Optional<Office> office) {
        return office.map(o -> "postgres=" + o.bid() + " postgresTerm=" + o.term() + " since=" + o.since())
                .orElse("postgres=none");
    }
}
