package io.incumbent.coordinator.tasks;

import io.incumbent.election.Bid;
import io.incumbent.election.HolderComparison;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
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
                count("redis=" + redis.bid() + " redisTerm=" + redis.term() + " " + named(Optional.of(postgres)));
            case HolderComparison.OnlyRedis(var redis) ->
                count("redis=" + redis.bid() + " redisTerm=" + redis.term() + " " + named(Optional.empty()));
            case HolderComparison.OnlyPostgres(var postgres) -> count("redis=none " + named(Optional.of(postgres)));
            case HolderComparison.Agree _, HolderComparison.ElectionUnderWay _, HolderComparison.OtherDatabase _ -> {}
        }
    }

    /**
     * Redis granted {@code bid} the lease, and PostgreSQL refuses it the term.
     *
     * @param term under which it led; {@link Term#NONE} if it was refused one
     */
    public void denied(Bid bid, Term term, Optional<LeaderRecord> postgres) {
        // Not logged for every new bid of the same instance, which bids repeatedly while another one holds the term.
        count(bid.instance() + named(postgres), "redis=" + bid + " redisTerm=" + term + " " + named(postgres));
    }

    public long count() {
        return (long) counter.count();
    }

    private void count(String evidence) {
        count(evidence, evidence);
    }

    private synchronized void count(String kind, String evidence) {
        counter.increment();
        if (!kind.equals(last)) {
            last = kind;
            LOG.errorf("split brain %s", evidence);
        }
    }

    private static String named(Optional<LeaderRecord> record) {
        return record.map(o -> "postgres=" + o.bid() + " postgresTerm=" + o.term() + " since=" + o.since())
                .orElse("postgres=none");
    }
}
