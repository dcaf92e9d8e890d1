package io.incumbent.coordinator.redis;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.Term;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lease in Redis: a key that expires by itself and whose value is the bid, and beside it a hash with the highest
 * known term and its leader record. Every change is one Lua script, so that comparison and write are one step. The group
 * is in braces, the hash tag by which a Redis Cluster keeps both keys on one node. The calls block virtual threads for
 * at most {@code atMost}.
 *
 * <p>The lock on a single Redis with a unique value and compare-and-delete follows the
 * <a href="https://redis.io/docs/latest/develop/use/patterns/distributed-locks/">pattern of the Redis manual</a>; the
 * term in PostgreSQL covers the risks that this page names (a lost key, a wall clock that steps).
 */
public final class RedisLease {

    /** The answer of all scripts but the release: granted, holder, milliseconds left, then the record of the term. */
    private static final String DESCRIBE = """
            local function describe(granted)
              local r = redis.call('HMGET', KEYS[2], 'term', 'bid', 'hostname', 'since')
              return {granted, redis.call('GET', KEYS[1]) or '', redis.call('PTTL', KEYS[1]),
                      r[1] or '0', r[2] or '', r[3] or '', r[4] or ''}
            end
            """;

    /**
     * Acquires or renews the lease. It is refused if another bid holds it, if a higher term is known, and if this bid
     * was already released: a request that arrives after its own release must not acquire the lease again. A renewal
     * publishes an empty notification, so that a subscriber that receives nothing knows that its connection is dead. A
     * stored term that is no number is an error before anything is written, since nobody can be elected with it.
     */
    private static final String ACQUIRE = DESCRIBE + """
            local bid, ttl, term = ARGV[1], ARGV[2], tonumber(ARGV[3])
            local holder = redis.call('GET', KEYS[1])
            local known = redis.call('HMGET', KEYS[2], 'term', 'left')
            if not string.match(known[1] or '0', '^%d+$') then
              return redis.error_reply("UNREADABLE term '" .. known[1] .. "' in " .. KEYS[2])
            end
            if (holder and holder ~= bid) or known[2] == bid
                or (term > 0 and tonumber(known[1] or '0') > term) then
              return describe(0)
            end
            redis.call('SET', KEYS[1], bid, 'PX', ttl)
            if term > 0 then
              redis.call('HSET', KEYS[2], 'term', ARGV[3], 'bid', bid, 'hostname', ARGV[4], 'since', ARGV[5])
              redis.call('PUBLISH', ARGV[6], '')
            end
            return describe(1)
            """;

    /**
     * Records the bid as released, deletes the lease if this bid holds it, and then publishes the release notification.
     */
    private static final String RELEASE = """
            redis.call('HSET', KEYS[2], 'left', ARGV[1])
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('DEL', KEYS[1])
            redis.call('PUBLISH', ARGV[2], ARGV[1])
            return 1
            """;

    private static final String READ = DESCRIBE + "return describe(0)";

    private final RedisAPI redis;
    private final RedisKeys keys;
    private final Duration ttl;

    public RedisLease(RedisAPI redis, RedisKeys keys, Duration ttl) {
        this.redis = redis;
        this.keys = keys;
        this.ttl = ttl;
    }

    /**
     * Acquires or renews the lease for ttl, and stores the term of {@code record} beside it.
     *
     * @throws RuntimeException if Redis does not answer in time; the lease may have been acquired all the same
     */
    public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Duration atMost) {
        var answer = eval(
                ACQUIRE,
                atMost,
                bid.toString(),
                Long.toString(ttl.toMillis()),
                record.map(LeaderRecord::term).orElse(Term.NONE).toString(),
                record.map(LeaderRecord::hostname).orElse(""),
                record.map(o -> o.since().toString()).orElse(""),
                keys.releases());
        var highest = new Term(Long.parseLong(text(answer, 3)));
        if (answer.get(0).toInteger() == 1) {
            return new LeaseAnswer.Granted(highest);
        }
        // Without a holder, the reason is the higher term or our own release.
        var holder = holder(answer).orElse(new LeaseHolder(bid, Optional.empty()));
        return new LeaseAnswer.Refused(holder, highest, left(answer));
    }

    /**
     * Releases the lease if {@code bid} holds it.
     *
     * @return true if it did
     * @throws RuntimeException if Redis does not answer in time; the lease may have been released all the same
     */
    public boolean release(Bid bid, Duration atMost) {
        return eval(RELEASE, atMost, bid.toString(), keys.releases()).toInteger() == 1;
    }

    /**
     * Reads the holder of the lease.
     *
     * @throws RuntimeException if Redis does not answer in time
     */
    public Optional<LeaseHolder> holder(Duration atMost) {
        return holder(eval(READ, atMost));
    }

    /** A key without an expiry was not written by Incumbent: the next bid follows after a ttl. */
    private Duration left(Response answer) {
        long millis = answer.get(2).toLong();
        return millis == -1 ? ttl : Duration.ofMillis(Math.max(0, millis));
    }

    private static Optional<LeaseHolder> holder(Response answer) {
        var holder = text(answer, 1);
        if (holder.isEmpty()) {
            return Optional.empty();
        }
        var bid = Bid.of(holder);
        if (!holder.equals(text(answer, 4))) {
            return Optional.of(new LeaseHolder(bid, Optional.empty()));
        }
        var term = new Term(Long.parseLong(text(answer, 3)));
        return Optional.of(new LeaseHolder(
                bid, Optional.of(new LeaderRecord(bid, term, text(answer, 5), Instant.parse(text(answer, 6))))));
    }

    private Response eval(String script, Duration atMost, String... arguments) {
        var all = new ArrayList<>(List.of(script, "2", keys.lease(), keys.term()));
        all.addAll(List.of(arguments));
        return redis.eval(all).await().atMost(atMost);
    }

    private static String text(Response answer, int index) {
        return answer.get(index).toString();
    }
}
