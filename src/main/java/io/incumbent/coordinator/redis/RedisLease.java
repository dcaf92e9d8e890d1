package io.incumbent.coordinator.redis;

import io.incumbent.coordinator.stores.LeaseStore;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.Timing;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The lease in Redis: a key that expires by itself and whose value names the bid, and beside it a hash with the highest
 * known term and its leader record. Every change is one Lua script, so that comparison and write are one step. The group
 * is in braces, the hash tag by which a Redis Cluster keeps both keys on one node. The calls block virtual threads for
 * at most {@code atMost}.
 *
 * <p>The lock on a single Redis with a unique value and compare-and-delete follows the
 * <a href="https://redis.io/docs/latest/develop/use/patterns/distributed-locks/">pattern of the Redis manual</a>; the
 * term in PostgreSQL covers the risks that this page names (a lost key, a wall clock that steps).
 */
public final class RedisLease implements LeaseStore {

    /**
     * What all scripts share. The lease's value is {@code bid database ttl stamp}; a key of another type, or a ttl that no
     * instance can have, is as foreign as any other value. What was observed is compared by the value's digest, since a value
     * may be long, and no text in any encoding. The copy of the term counts only if it has at most 18 digits, its check fits,
     * and it is of this database; otherwise there is none. Digits are compared as text, since a number in Lua is exact up to
     * 2^53 only. A refused notification fails nothing: it only makes a hand-over slower.
     */
    private static final String SHARED = """
            local function kind(key)
              return redis.call('TYPE', key).ok
            end
            local function lease()
              local of = kind(KEYS[1])
              if of == 'none' then return nil end
              return of == 'string' and redis.call('GET', KEYS[1]) or '(' .. of .. ')'
            end
            local function parsed(value)
              local bid, database, ttl = string.match(value or '', '^([%w_.-]+/%d+/?%x*) ([%w_-]+) (%d+) %x+$')
              if ttl and (#ttl > 7 or tonumber(ttl) > TTL_MAX) then return nil end
              return bid, database, ttl
            end
            local function check(term, bid, hostname, since, database)
              return redis.sha1hex(table.concat({KEYS[2], term, bid, hostname, since, database}, '\\n'))
            end
            local function copy()
              local of = kind(KEYS[2])
              if of ~= 'hash' then return {'0', '', '', '', of == 'none' and '' or 'unreadable'} end
              local r = redis.call('HMGET', KEYS[2], 'term', 'bid', 'hostname', 'since', 'database', 'check')
              if not r[1] then return {'0', '', '', '', ''} end
              if not (r[2] and r[3] and r[4] and r[5] and r[6]) or #r[1] > 18 or not string.match(r[1], '^[1-9]%d*$')
                  or check(r[1], r[2], r[3], r[4], r[5]) ~= r[6] then
                return {'0', '', '', '', 'unreadable'}
              end
              if r[5] ~= ARGV[1] then return {'0', '', '', '', 'other'} end
              return {r[1], r[2], r[3], r[4], ''}
            end
            local function above(one, other)
              return #one > #other or (#one == #other and one > other)
            end
            local function writable(key)
              if kind(key) ~= 'hash' then redis.call('DEL', key) end
              return key
            end
            local function publish(channel, message)
              local said = redis.pcall('PUBLISH', channel, message)
              return type(said) == 'table' and said.err or ''
            end
            local function describe(granted, refusal)
              local value = lease()
              local c = copy()
              return {granted, string.sub(value or '', 1, LENGTH_MAX), redis.sha1hex(value or ''), redis.call('PTTL', KEYS[1]),
                  c[1], c[2], c[3], c[4], c[5], refusal or ''}
            end
            """.replace("TTL_MAX", Long.toString(Timing.TTL_MAX.toMillis()))
            .replace("LENGTH_MAX", Integer.toString(LeaseValue.LENGTH_MAX));

    /**
     * Acquires or renews the lease. It is refused if another bid holds it, if a higher term is known, and if this bid
     * was already released: a request that arrives after its own release must not acquire the lease again. A lease of
     * another bid is taken over if it is still the one that was observed and no correct run can have written it: it has
     * no expiry, or one beyond its own ttl, or another program wrote it. A renewal publishes an empty notification, so
     * that a subscriber that receives nothing knows that its connection is dead.
     */
    private static final String ACQUIRE = SHARED + """
            local bid, ttl, stamp, term, observed = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[9]
            local value = lease()
            local holder, database, held = parsed(value)
            if value and not (holder == bid and database == ARGV[1]) then
              local left = redis.call('PTTL', KEYS[1])
              if redis.sha1hex(value) ~= observed or (holder and left >= 0 and left <= tonumber(held)) then return describe(0) end
            end
            if kind(KEYS[2]) == 'hash' and redis.call('HGET', KEYS[2], 'left') == bid or (term ~= '0' and above(copy()[1], term)) then
              return describe(0)
            end
            redis.call('SET', KEYS[1], table.concat({bid, ARGV[1], ttl, stamp}, ' '), 'PX', ttl)
            if term ~= '0' then
              redis.call('HSET', writable(KEYS[2]), 'term', term, 'bid', bid, 'hostname', ARGV[6], 'since', ARGV[7],
                  'database', ARGV[1], 'check', check(term, bid, ARGV[6], ARGV[7], ARGV[1]))
              return describe(1, publish(ARGV[8], ''))
            end
            return describe(1)
            """;

    /**
     * Records the bid as released, deletes the lease if this bid holds it, and then publishes the release notification.
     */
    private static final String RELEASE = SHARED + """
            redis.call('HSET', writable(KEYS[2]), 'left', ARGV[2])
            local holder, database = parsed(lease())
            if holder ~= ARGV[2] or database ~= ARGV[1] then return 0 end
            redis.call('DEL', KEYS[1])
            publish(ARGV[3], ARGV[2])
            return 1
            """;

    private static final String READ = SHARED + "return describe(0)";

    /** The answers of PTTL for a key that does not exist, and for one without expiry. */
    private static final int NO_KEY = -2;

    private static final int NO_EXPIRY = -1;

    private final RedisAPI redis;
    private final RedisKeys keys;
    private final Duration ttl;
    private final Supplier<String> database;
    private final RandomGenerator chance;
    private final RedisRecordLog log;

    /**
     * @param ttl how long a grant lasts
     * @param database the id of the database that this group is used with; known before the first bid
     * @param chance the source of stamps, each of which must be drawn once only
     */
    public RedisLease(
            RedisAPI redis,
            RedisKeys keys,
            Duration ttl,
            Supplier<String> database,
            RandomGenerator chance,
            RedisRecordLog log) {
        this.redis = redis;
        this.keys = keys;
        this.ttl = ttl;
        this.database = database;
        this.chance = chance;
        this.log = log;
    }

    @Override
    public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed, Duration atMost) {
        var answer = eval(
                ACQUIRE,
                atMost,
                bid.toString(),
                Long.toString(ttl.toMillis()),
                HexFormat.of().toHexDigits(chance.nextLong()),
                record.map(LeaderRecord::term).orElse(Term.NONE).toString(),
                record.map(LeaderRecord::hostname).orElse(""),
                record.map(o -> o.since().toString()).orElse(""),
                keys.releases(),
                observed.map(GrantStamp::text).orElse(""));
        var found = found(answer);
        if (answer.get(0).toInteger() == 1) {
            return new LeaseAnswer.Granted(found.highest());
        }
        // Without a holder, the reason is the higher term or our own release.
        var holder = found.holder().orElse(new LeaseHolder(bid, Optional.empty()));
        return new LeaseAnswer.Refused(
                holder, found.highest(), found.left(), found.value().grant(ttl));
    }

    @Override
    public boolean release(Bid bid, Duration atMost) {
        return eval(RELEASE, atMost, bid.toString(), keys.releases()).toInteger() == 1;
    }

    @Override
    public ReadAnswer read(Duration atMost) {
        return new ReadAnswer.Read(found(eval(READ, atMost)).value().grant(ttl));
    }

    @Override
    public Optional<LeaseHolder> holder(Duration atMost) {
        return found(eval(READ, atMost)).holder();
    }

    /**
     * What a script has described.
     *
     * @param highest the highest term known; {@link Term#NONE} if there is no copy that counts
     * @param left until the lease ends
     */
    private record Found(LeaseValue value, Optional<LeaseHolder> holder, Term highest, Duration left) {}

    private Found found(Response answer) {
        long millis = answer.get(3).toLong();
        var value = new LeaseValue(millis == NO_KEY ? null : text(answer, 1), text(answer, 2));
        var left = millis == NO_EXPIRY ? LeaseAnswer.NEVER : Duration.ofMillis(Math.max(0, millis));
        var holder = value.holder(database.get()).map(it -> withRecord(it, answer));
        log.describe(value, holder, text(answer, 8));
        log.notificationRefused(text(answer, 9));
        return new Found(value, holder, term(answer), left);
    }

    private static LeaseHolder withRecord(LeaseHolder holder, Response answer) {
        var bid = holder.bid();
        return bid.toString().equals(text(answer, 5))
                ? new LeaseHolder(
                        bid,
                        instant(text(answer, 7))
                                .map(since -> new LeaderRecord(bid, term(answer), text(answer, 6), since)),
                        holder.origin())
                : holder;
    }

    private static Term term(Response answer) {
        return new Term(Long.parseLong(text(answer, 4)));
    }

    /** Empty if somebody wrote another text, and the check that fits it. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private Response eval(String script, Duration atMost, String... arguments) {
        var all = new ArrayList<>(List.of(script, "2", keys.lease(), keys.term(), database.get()));
        all.addAll(List.of(arguments));
        return redis.eval(all).await().atMost(atMost);
    }

    private static String text(Response answer, int index) {
        return answer.get(index).toString();
    }
}
