package io.incumbent.coordinator.ledger;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The statements on table {@code leadership}. Each method is one round trip in autocommit: several statements that are
 * sent together are one transaction, and the server ends it without waiting for the client. So a process that is paused
 * at any point leaves no lock behind.
 */
final class LeadershipTable {

    /**
     * Four statements. The first sets the time limits of the others and makes the commit durable. The second takes the
     * fence lock, so it waits for fenced work in progress. It does so only if the term is free, since later fenced work
     * queues behind it. The third writes the row of this instance, which a release locks, too: of a claim and a release of
     * the same bid, the later sees the earlier. The fourth claims, and is a statement of its own because a statement sees
     * nothing that was committed while it waited for a lock. If the term became free after the second statement, the fourth
     * only tries to take the fence lock.
     */
    private static final String CLAIM = """
            SELECT set_config('lock_timeout', t, true), set_config('statement_timeout', t, true), %7$s
              FROM (SELECT ?::text AS t) limits;
            SELECT %1$s FROM (SELECT ?::text AS group_name) g
             WHERE NOT EXISTS (SELECT FROM leadership l WHERE l.group_name = g.group_name
                                  AND l.released_at IS NULL AND l.expires_at > clock_timestamp()
                                  AND NOT (%5$s));
            %2$s;
            WITH asked AS MATERIALIZED (
                SELECT ?::text AS group_name, ?::bigint AS highest, ?::text AS bid, ?::text AS instance,
                       ?::text AS hostname, clock_timestamp() AS at, ?::bigint * interval '1 millisecond' AS ttl, ?::text AS expired,
                       ?::text AS stamp, ?::text AS observed),
            before AS MATERIALIZED (
                SELECT l.* FROM leadership l JOIN asked USING (group_name)),
            claimed AS (
                INSERT INTO leadership AS l
                    (group_name, term, bid, instance, hostname, elected_at, renewed_at, expires_at, ttl, stamp)
                SELECT g.group_name, 1 + greatest(highest, (SELECT max(term) FROM leadership_history h
                                                             WHERE h.group_name = g.group_name)),
                       bid, instance, hostname, at, at, at + ttl, ttl, stamp
                  FROM asked g
                 WHERE NOT EXISTS (SELECT FROM instance_metadata i WHERE i.instance = g.instance AND i.released_bid >= ?)
                ON CONFLICT (group_name) DO UPDATE SET
                       term = CASE WHEN l.bid = excluded.bid THEN l.term
                                   ELSE greatest(l.term + 1, excluded.term) END,
                       elected_at = CASE WHEN l.bid = excluded.bid THEN l.elected_at ELSE excluded.elected_at END,
                       bid = excluded.bid, instance = excluded.instance, hostname = excluded.hostname,
                       renewed_at = excluded.renewed_at, expires_at = excluded.expires_at, released_at = NULL,
                       ttl = excluded.ttl, stamp = excluded.stamp
                 WHERE CASE WHEN l.bid = excluded.bid THEN l.released_at IS NULL
                            WHEN l.released_at IS NOT NULL OR l.expires_at <= excluded.elected_at
                              OR (SELECT %6$s FROM asked)
                            THEN %3$s END
                RETURNING l.*),
            closed AS (
                UPDATE leadership_history h
                   SET lost_reason = a.expired,
                       lost_at = greatest(h.gained_at, least(c.elected_at, coalesce(b.released_at, b.expires_at)))
                  FROM claimed c JOIN asked a USING (group_name) LEFT JOIN before b USING (group_name)
                 WHERE h.group_name = c.group_name AND h.lost_at IS NULL AND h.term < c.term),
            opened AS (
                INSERT INTO leadership_history (group_name, term, bid, instance, hostname, gained_at, gained_reason)
                SELECT group_name, term, bid, instance, hostname, elected_at, 'elected' FROM claimed
                ON CONFLICT (group_name, term) DO NOTHING)
            SELECT true AS granted, %4$s FROM claimed l
             UNION ALL
            SELECT false, %4$s FROM before l WHERE NOT EXISTS (SELECT FROM claimed)
            """.formatted(
                    FenceLockSql.exclusive("g.group_name"),
                    InstanceTable.HEARTBEAT,
                    FenceLockSql.tryExclusive("l.group_name"),
                    LeadershipRow.COLUMNS,
                    impossible("?::text"),
                    impossible("asked.observed"),
                    DurableCommitSql.RAISE);

    /** Also writes the heartbeat, so that a leader needs one statement for each renewal. It never waits for that row. */
    private static final String RENEW = """
            WITH asked AS MATERIALIZED (
                SELECT ?::text AS group_name, ?::text AS bid, ?::bigint AS term, ?::text AS instance,
                       ?::bigint * interval '1 millisecond' AS ttl, ?::bigint * interval '1 millisecond' AS heartbeat_every,
                       ?::text AS stamp, %2$s AS durable),
            renewed AS (
                UPDATE leadership l SET renewed_at = clock_timestamp(), expires_at = clock_timestamp() + asked.ttl,
                       ttl = asked.ttl, stamp = asked.stamp
                  FROM asked
                 WHERE l.group_name = asked.group_name AND l.bid = asked.bid AND l.term = asked.term
                   AND l.released_at IS NULL
                RETURNING l.*),
            alive AS (
                UPDATE instance_metadata SET last_heartbeat_at = clock_timestamp()
                 WHERE instance = (SELECT i.instance FROM instance_metadata i JOIN asked USING (instance)
                                    WHERE i.last_heartbeat_at < clock_timestamp() - asked.heartbeat_every
                                      FOR UPDATE OF i SKIP LOCKED)
                   AND EXISTS (SELECT FROM renewed))
            SELECT true AS granted, %1$s FROM renewed l
             UNION ALL
            SELECT false, %1$s FROM leadership l JOIN asked USING (group_name) WHERE NOT EXISTS (SELECT FROM renewed)
            """.formatted(LeadershipRow.COLUMNS, DurableCommitSql.RAISE);

    /**
     * Makes the commit durable, records the bid as released, so that a claim that arrives later is refused, then releases
     * what it holds.
     */
    private static final String RELEASE = "SELECT " + DurableCommitSql.RAISE + ";" + InstanceTable.BID_RELEASED + """
            ;
            WITH asked AS MATERIALIZED (
                SELECT ?::text AS group_name, ?::text AS bid, ?::text AS reason, clock_timestamp() AS at),
            released AS (
                UPDATE leadership l SET released_at = asked.at FROM asked
                 WHERE l.group_name = asked.group_name AND l.bid = asked.bid AND l.released_at IS NULL)
            UPDATE leadership_history h
               SET lost_reason = asked.reason, lost_at = greatest(h.gained_at, asked.at) FROM asked
             WHERE h.group_name = asked.group_name AND h.bid = asked.bid AND h.lost_at IS NULL
            """;

    /** Returns a row even if the group has none, so that a standby differs from a group without any leadership yet. */
    private static final String READ_BACK = """
            SELECT NOT pg_is_in_recovery() AS granted, %s
              FROM (SELECT ?::text AS group_name) g LEFT JOIN leadership l USING (group_name)
            """.formatted(LeadershipRow.COLUMNS);

    /** Who holds the term, and with which grant, without a fresh connection. */
    private static final String READ = "SELECT false AS granted, " + LeadershipRow.COLUMNS
            + " FROM leadership l WHERE l.group_name = ? AND l.released_at IS NULL AND l.expires_at > clock_timestamp()";

    private final InstanceIdentity identity;
    private final InstanceTable instanceTable;
    private final Duration ttl;
    private final Duration claimLimit;
    private final RandomGenerator chance;
    private final FenceWaitLog fenceWaits;

    /**
     * @param claimLimit after which the server ends a claim that waits for fenced work
     * @param chance the source of stamps, each of which must be drawn once only
     */
    LeadershipTable(
            InstanceIdentity identity,
            InstanceTable instanceTable,
            Duration ttl,
            Duration claimLimit,
            RandomGenerator chance,
            FenceWaitLog fenceWaits) {
        this.chance = chance;
        this.fenceWaits = fenceWaits;
        this.identity = identity;
        this.instanceTable = instanceTable;
        this.ttl = ttl;
        this.claimLimit = claimLimit;
    }

    /**
     * The SQL condition that row {@code l} is still the grant that was observed, and that no correct run can have written
     * it: it lasts longer than its holder was granted.
     */
    private static String impossible(String observed) {
        return "coalesce(%s = %s AND l.expires_at > clock_timestamp() + l.ttl, false)"
                .formatted(LeadershipRow.STAMP, observed);
    }

    private String stamp() {
        return HexFormat.of().toHexDigits(chance.nextLong());
    }

    /** Idempotent: a bid that already holds a term is granted the same one again. */
    TermAnswer claim(Connection connection, Bid bid, Term highest, Optional<GrantStamp> observed) throws SQLException {
        var expected = observed.map(GrantStamp::text).orElse("");
        try (var statement = connection.prepareStatement(CLAIM)) {
            var parameters = new StatementParameters(statement)
                    .add(claimLimit.toMillis() + "ms")
                    .add(identity.group())
                    .add(expected);
            instanceTable.describe(parameters);
            parameters
                    .add(identity.group())
                    .add(highest.number())
                    .add(bid.toString())
                    .add(identity.instance())
                    .add(identity.hostname())
                    .add(ttl.toMillis())
                    .add(EndReason.EXPIRED.key())
                    .add(stamp())
                    .add(expected)
                    .add(bid.number());
            return answer(fenceWaits.watching(connection, () -> LeadershipRow.last(statement)));
        }
    }

    /** Also grants a term that has expired, if no other was claimed since. */
    TermAnswer renew(Connection connection, Bid bid, Term term) throws SQLException {
        try (var statement = connection.prepareStatement(RENEW)) {
            new StatementParameters(statement)
                    .add(identity.group())
                    .add(bid.toString())
                    .add(term.number())
                    .add(identity.instance())
                    .add(ttl.toMillis())
                    .add(instanceTable.heartbeatEvery().toMillis())
                    .add(stamp());
            return answer(LeadershipRow.last(statement));
        }
    }

    void release(Connection connection, Bid bid, EndReason reason) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASE)) {
            var parameters = new StatementParameters(statement);
            instanceTable.describe(parameters);
            parameters
                    .add(bid.number())
                    .add(identity.group())
                    .add(bid.toString())
                    .add(reason.key());
            statement.execute();
        }
    }

    ReadAnswer read(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            new StatementParameters(statement).add(identity.group());
            return new ReadAnswer.Read(LeadershipRow.last(statement).flatMap(LeadershipRow::grant));
        }
    }

    VerifyAnswer readBack(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(READ_BACK)) {
            new StatementParameters(statement).add(identity.group());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean("granted")
                        ? new VerifyAnswer.Seen(LeadershipRow.of(rows)
                                .filter(LeadershipRow::held)
                                .map(LeadershipRow::record))
                        : new VerifyAnswer.Failed();
            }
        }
    }

    private static TermAnswer answer(Optional<LeadershipRow> row) {
        if (row.isPresent() && row.get().granted()) {
            return new TermAnswer.Granted(row.get().record());
        }
        var held = row.filter(LeadershipRow::held);
        return new TermAnswer.Refused(
                held.map(LeadershipRow::record),
                held.map(LeadershipRow::left).orElse(Duration.ZERO),
                held.flatMap(LeadershipRow::grant));
    }
}
