package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.ledger.LedgerFixture.Instance;
import io.incumbent.election.EndReason;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer.Granted;
import io.incumbent.election.TermAnswer.Refused;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class LeadershipTableTest {

    private static PostgresServer server;
    private static LedgerFixture ledger;
    private Instance a;
    private Instance b;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        ledger = LedgerFixture.on(server);
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void emptyLedger() {
        ledger.clear();
        a = ledger.instance("a");
        b = ledger.instance("b");
    }

    @Test
    void theFirstClaimIsGrantedTheFirstTerm() {
        var record = a.win(1);

        assertThat(record).isEqualTo(new LeaderRecord(a.bid(1), new Term(1), "host-of-a", record.since()));
        assertThat(a.readBack()).isEqualTo(new VerifyAnswer.Seen(Optional.of(record)));
    }

    @Test
    void aHeldTermIsRefusedToOthersAndTheRefusalNamesTheHolder() {
        var record = a.win(1);

        assertThat(b.claim(1)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.holder()).contains(record);
            assertThat(refused.left()).isCloseTo(LedgerFixture.TTL, Duration.ofSeconds(5));
            assertThat(refused.left()).isLessThanOrEqualTo(LedgerFixture.TTL);
        });
    }

    @Test
    void anExpiredTermIsFollowedByTheNext() {
        a.win(1);
        ledger.age("11 s");

        assertThat(b.win(1).term()).isEqualTo(new Term(2));
    }

    @Test
    void aReleasedTermIsFollowedByTheNextAtOnce() {
        a.win(1);
        a.release(1, EndReason.STEPPED_DOWN);

        assertThat(b.win(1).term()).isEqualTo(new Term(2));
    }

    @Test
    void theNewTermIsAboveTheOwnAndTheCopy() {
        a.win(1);
        a.release(1, EndReason.STEPPED_DOWN);
        assertThat(b.claim(1, new Term(41)))
                .isInstanceOfSatisfying(
                        Granted.class, g -> assertThat(g.record().term()).isEqualTo(new Term(42)));
        b.release(1, EndReason.STEPPED_DOWN);

        assertThat(a.claim(2, new Term(5)))
                .isInstanceOfSatisfying(
                        Granted.class, g -> assertThat(g.record().term()).isEqualTo(new Term(43)));
    }

    @Test
    void termsGrowAlsoAfterTheLeadershipWasDeletedByHand() {
        a.win(1);
        ledger.execute("DELETE FROM leadership");

        assertThat(b.win(1).term()).isEqualTo(new Term(2));
    }

    @Test
    void aClaimAskedTwiceIsGrantedTheSameTerm() {
        var record = a.win(1);

        assertThat(a.win(1)).isEqualTo(record);
        assertThat(ledger.rows("SELECT count(*) FROM leadership_history")).containsExactly("1");
    }

    @Test
    void aClaimThatWasOvertakenByItsOwnReleaseIsRefused() {
        a.release(1, EndReason.UNVERIFIED);

        assertThat(a.claim(1)).isEqualTo(new Refused(Optional.empty(), Duration.ZERO, Optional.empty()));
        assertThat(a.win(2).term()).isEqualTo(new Term(1));
    }

    @Test
    void aBidThatWasReleasedIsNotResurrected() {
        var term = a.win(1).term();
        a.release(1, EndReason.UNVERIFIED);

        assertThat(a.claim(1)).isEqualTo(new Refused(Optional.empty(), Duration.ZERO, Optional.empty()));
        assertThat(a.renew(1, term)).isEqualTo(new Refused(Optional.empty(), Duration.ZERO, Optional.empty()));
        assertThat(a.readBack()).isEqualTo(new VerifyAnswer.Seen(Optional.empty()));
    }

    @Test
    void aRenewalProlongsTheTermFromNow() {
        var record = a.win(1);
        ledger.age("8 s");

        assertThat(a.renew(1, record.term())).isInstanceOf(Granted.class);
        assertThat(
                        ledger.rows(
                                "SELECT expires_at > clock_timestamp() + interval '9 s', expires_at - renewed_at < interval '10.1 s' FROM leadership"))
                .containsExactly("t t");
    }

    @Test
    void theSameTermLeadsOnAfterItExpiredUnclaimed() {
        var term = a.win(1).term();
        ledger.age("1 h");

        assertThat(a.renew(1, term))
                .isInstanceOfSatisfying(
                        Granted.class, g -> assertThat(g.record().term()).isEqualTo(term));
    }

    @Test
    void aLateRenewalNeverWritesTheOldStateOverTheNewOne() {
        var old = a.win(1).term();
        ledger.age("11 s");
        var record = b.win(1);
        var before = ledger.rows("SELECT * FROM leadership");

        assertThat(a.renew(1, old)).isInstanceOfSatisfying(Refused.class, r -> assertThat(r.holder())
                .contains(record));
        assertThat(ledger.rows("SELECT * FROM leadership")).isEqualTo(before);
    }

    @Test
    void aReleaseNamesItsBidAndTouchesNoOther() {
        a.win(1);
        ledger.age("11 s");
        var record = b.win(1);

        a.release(1, EndReason.SHUTDOWN);

        assertThat(b.readBack()).isEqualTo(new VerifyAnswer.Seen(Optional.of(record)));
    }

    @Test
    void aReleaseClosesItsHistoryWithTheReason() {
        long bid = 0;
        for (var reason : EndReason.values()) {
            bid++;
            var term = a.win(bid).term();
            a.release(bid, reason);
            assertThat(ledger.rows("SELECT gained_reason, lost_reason, lost_at >= gained_at, hostname"
                            + " FROM leadership_history WHERE term = " + term))
                    .containsExactly("elected " + reason.key() + " t host-of-a");
        }
    }

    @Test
    void theRowOfACrashedLeaderIsClosedByItsSuccessorAtTheTimeItExpired() {
        a.win(1);
        ledger.execute("UPDATE leadership_history SET gained_at = gained_at - interval '1 h'");
        ledger.age("1 h");
        var expired = ledger.rows("SELECT expires_at FROM leadership");

        b.win(1);

        assertThat(ledger.rows("SELECT lost_reason FROM leadership_history WHERE term = 1"))
                .containsExactly(EndReason.EXPIRED.key());
        assertThat(ledger.rows("SELECT lost_at FROM leadership_history WHERE term = 1"))
                .isEqualTo(expired);
        assertThat(ledger.rows("SELECT instance FROM leadership_history WHERE lost_at IS NULL"))
                .containsExactly("b");
    }

    @Test
    void anExpiredLeadershipIsHeldByNobody() {
        a.win(1);
        ledger.age("11 s");

        assertThat(a.readBack()).isEqualTo(new VerifyAnswer.Seen(Optional.empty()));
    }

    @Test
    void groupsHaveLeadershipsOfTheirOwn() {
        a.win(1);
        var other = new Instance(
                ledger.url,
                new InstanceIdentity("invoices", "c", "host-of-c", "1"),
                LedgerFixture.TTL,
                Duration.ofSeconds(30));

        assertThat(other.win(1).term()).isEqualTo(new Term(1));
    }

    @Test
    void rowsAreStampedByTheDatabase() {
        var record = a.win(1);

        var clock = ledger.rows("SELECT extract(epoch FROM clock_timestamp() - elected_at) < 5, term FROM leadership");
        assertThat(clock).containsExactly("t 1");
        assertThat(record.since().truncatedTo(ChronoUnit.MILLIS)).isEqualTo(since().truncatedTo(ChronoUnit.MILLIS));
    }

    private java.time.Instant since() {
        return java.time.Instant.ofEpochMilli(Long.parseLong(
                ledger.rows("SELECT floor(extract(epoch FROM elected_at) * 1000)::bigint FROM leadership")
                        .get(0)));
    }

    @Test
    void aLeaderRefreshesItsOwnRowAfterTenSecondsByRenewing() {
        var term = a.win(1).term();
        var entered = ledger.rows("SELECT last_heartbeat_at FROM instance_metadata");
        a.renew(1, term);
        assertThat(ledger.rows("SELECT last_heartbeat_at FROM instance_metadata"))
                .isEqualTo(entered);
        ledger.execute("UPDATE instance_metadata SET last_heartbeat_at = last_heartbeat_at - interval '11 s'");

        a.renew(1, term);

        assertThat(ledger.rows("SELECT clock_timestamp() - last_heartbeat_at < interval '5 s' FROM instance_metadata"))
                .containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-infinity", "1970-01-01", "4713-01-01 BC"})
    void aTermThatEndedLongAgoIsFree(String expiresAt) {
        a.win(1);
        ledger.execute("UPDATE leadership SET expires_at = '" + expiresAt + "'");

        assertThat(b.win(1).term()).isEqualTo(new Term(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"infinity", "294276-12-31", "2100-01-01"})
    void aTermThatNeverEndsIsTakenOverByWhomeverSawItsNewestGrant(String expiresAt) {
        a.win(1);
        ledger.execute("UPDATE leadership SET expires_at = '" + expiresAt + "'");

        assertThat(b.claim(1)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.impossible()).isTrue();
            assertThat(b.claim(1, Term.NONE, refused.held())).isInstanceOf(Granted.class);
        });
    }

    @Test
    void anExpiryAMillisecondBeyondTheTtlIsImpossibleAndOneThatEndsWithItIsNot() {
        a.win(1);
        var held = ((Refused) b.claim(1)).held();
        ledger.execute("UPDATE leadership SET expires_at = clock_timestamp() + ttl");
        assertThat(b.claim(1, Term.NONE, held)).isInstanceOf(Refused.class);

        // a second, since time passes until the claim looks
        ledger.execute("UPDATE leadership SET expires_at = clock_timestamp() + ttl + interval '1001 ms'");

        assertThat(b.claim(1, Term.NONE, held)).isInstanceOf(Granted.class);
    }

    /** An instance of before stamps, or somebody by hand: nobody can know whether its holder lives. */
    @ParameterizedTest
    @ValueSource(strings = {"stamp = NULL", "ttl = NULL", "ttl = interval '-1 s'", "ttl = interval '9000 years'"})
    void aRowWithoutReadableTtlOrStampIsNeverTakenOver(String set) {
        a.win(1);
        ledger.execute("UPDATE leadership SET expires_at = 'infinity', " + set);

        assertThat(b.claim(1)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.held()).isEmpty();
            assertThat(refused.holder()).isPresent();
        });
        assertThat(a.read()).isEqualTo(new ReadAnswer.Read(Optional.empty()));
    }

    /** Written by hand. The error message for that state says how to mend it. */
    @Test
    void aTermAtTheEndOfTheRangeIsAnErrorWithAStateOfItsOwn() {
        a.win(1);
        ledger.execute("UPDATE leadership SET term = 999999999999999999, released_at = clock_timestamp()");

        assertThatThrownBy(() -> b.claim(1))
                .hasCauseInstanceOf(SQLException.class)
                .cause()
                .hasFieldOrPropertyWithValue("SQLState", "23514")
                .hasMessageContaining("leadership_term_is_not_too_large");
    }

    /** Its copy in Redis would not be readable, so nobody could ever be verified under it. */
    @ParameterizedTest
    @ValueSource(strings = {"leadership", "leadership_history"})
    void aTermThatIsTooLongForRedisCannotEvenBeWrittenByHand(String table) {
        a.win(1);

        assertThatThrownBy(() -> ledger.execute("UPDATE " + table + " SET term = 1000000000000000000"))
                .hasMessageContaining("_term_is_not_too_large");
    }

    @Test
    void aRowThatSaysThatLaterBidsWereReleasedIsMendedByItsOwnInstanceOnly() {
        a.win(1);
        a.release(1, EndReason.STEPPED_DOWN);
        ledger.execute("UPDATE instance_metadata SET released_bid = 9223372036854775807");

        assertThat(a.claim(2)).isInstanceOf(Refused.class);
        assertThat(b.correctReleasedBid(2)).isFalse();
        assertThat(a.correctReleasedBid(2)).isTrue();

        assertThat(a.claim(1)).isInstanceOf(Refused.class);
        assertThat(a.claim(2)).isInstanceOf(Granted.class);
        assertThat(a.correctReleasedBid(2)).isFalse();
    }

    /** As by a claim's thread that was paused while later bids were made and released. */
    @Test
    void whatOurOwnLaterReleasesHaveWrittenIsNeverLowered() {
        a.win(1);
        a.release(1, EndReason.STEPPED_DOWN);
        a.release(7, EndReason.UNVERIFIED);

        assertThat(a.correctReleasedBid(7)).isFalse();

        assertThat(a.claim(7)).isInstanceOf(Refused.class);
        assertThat(a.claim(8)).isInstanceOf(Granted.class);
    }

    @Test
    void everyTableAndColumnIsExplained() {
        assertThat(ledger.rows("""
                SELECT c.relname, a.attname FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum >= 0
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
                   AND c.relname <> 'flyway_schema_history'
                   AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
                """)).isEmpty();
    }
}
