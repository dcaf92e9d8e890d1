package io.incumbent.coordinator.ledger;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.stores.RegistrationAnswer;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.stores.PostgresServer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/** A migrated database, and instances that write to it with no more than their statements. */
public final class LedgerFixture {

    /** Runs at the commit, so it reads the setting that the commit obeys. */
    private static final String RECORD_AT_COMMIT = """
            CREATE TABLE committed (how text, id int GENERATED ALWAYS AS IDENTITY);
            CREATE FUNCTION record() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO committed (how) VALUES (current_setting('synchronous_commit'));
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON leadership
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record()
            """;

    /** Of every instance. */
    public static final String GROUP = "orders";

    public static final Duration TTL = Duration.ofSeconds(10);

    public final String url;

    private LedgerFixture(String url) {
        this.url = url;
    }

    public static LedgerFixture on(PostgresServer server) {
        return migrated(server.newDatabase());
    }

    public static LedgerFixture migrated(String url) {
        Flyway.configure().dataSource(url, "postgres", "").load().migrate();
        return new LedgerFixture(url);
    }

    /** The same, by another way there. */
    public static LedgerFixture at(String url) {
        return new LedgerFixture(url);
    }

    /** As it is right after the migration. */
    public void clear() {
        execute("TRUNCATE leadership, leadership_history, instance_metadata");
    }

    public Instance instance(String id) {
        return new Instance(
                url, new InstanceIdentity(GROUP, id, "host-of-" + id, "1.2.3"), TTL, Duration.ofSeconds(30));
    }

    public void execute(String... statements) {
        PostgresServer.execute(url, statements);
    }

    /** Every row of the answer, its columns joined by spaces. */
    public List<String> rows(String query) {
        return rows(url, query);
    }

    public static List<String> rows(String url, String query) {
        try (var connection = PostgresServer.connect(url);
                var rows = connection.createStatement().executeQuery(query)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                var line = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    line.add(String.valueOf(rows.getString(i)));
                }
                all.add(String.join(" ", line));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on {@link #commits} knows how each change of the leadership was committed. */
    public void recordCommits() {
        execute(RECORD_AT_COMMIT);
    }

    /** The {@code synchronous_commit} of each. */
    public List<String> commits() {
        return rows("SELECT how FROM committed ORDER BY id");
    }

    /** As if {@code time} had passed for the leadership. */
    public void age(String time) {
        execute("UPDATE leadership SET elected_at = elected_at - interval '" + time
                + "', renewed_at = renewed_at - interval '"
                + time + "', expires_at = expires_at - interval '" + time + "', released_at = released_at - interval '"
                + time + "'");
    }

    /** One instance; each call on a connection of its own. */
    public static final class Instance {

        public final InstanceIdentity identity;
        final LeadershipTable leadershipTable;
        final InstanceTable instanceTable;
        private final String url;
        private final Duration ttl;

        public Instance(String url, InstanceIdentity identity, Duration ttl, Duration staleAfter) {
            this.url = url;
            this.ttl = ttl;
            this.identity = identity;
            this.instanceTable = new InstanceTable(identity, timing(ttl), Duration.ofSeconds(10), staleAfter, 27);
            this.leadershipTable = leadershipTable(
                    Duration.ofMillis(800), new FenceWaitLog(identity.group(), () -> PostgresServer.connect(url)));
        }

        LeadershipTable leadershipTable(Duration claimLimit, FenceWaitLog fenceWaits) {
            return new LeadershipTable(identity, instanceTable, ttl, claimLimit, new SecureRandom(), fenceWaits);
        }

        public Bid bid(long number) {
            return new Bid(identity.instance(), number);
        }

        public TermAnswer claim(long bid) {
            return claim(bid, Term.NONE);
        }

        public TermAnswer claim(long bid, Term highest) {
            return claim(bid, highest, Optional.empty());
        }

        public TermAnswer claim(long bid, Term highest, Optional<GrantStamp> observed) {
            return with(c -> leadershipTable.claim(c, bid(bid), highest, observed));
        }

        public ReadAnswer read() {
            return with(leadershipTable::read);
        }

        /** The leadership of a claim that must succeed. */
        public LeaderRecord win(long bid) {
            return claim(bid) instanceof TermAnswer.Granted(var record) ? record : refused();
        }

        private static LeaderRecord refused() {
            throw new AssertionError("the claim was refused");
        }

        public TermAnswer renew(long bid, Term term) {
            return with(c -> leadershipTable.renew(c, bid(bid), term));
        }

        public void release(long bid, EndReason reason) {
            with(c -> {
                leadershipTable.release(c, bid(bid), reason);
                return true;
            });
        }

        public VerifyAnswer readBack() {
            return with(leadershipTable::readBack);
        }

        public boolean correctReleasedBid(long newest) {
            return with(c -> instanceTable.correctReleasedBid(c, () -> newest));
        }

        public RegistrationAnswer register() {
            return with(instanceTable::register);
        }

        public void writeHeartbeat() {
            with(c -> {
                instanceTable.heartbeat(c);
                return true;
            });
        }

        /** What is written from now on says that it leaves for good. */
        void leaves() {
            instanceTable.leaves();
        }

        private static Timing timing(Duration ttl) {
            var third = ttl.dividedBy(3);
            return new Timing(ttl, third, ttl.dividedBy(10), third, third, Timing.RedisOutage.STEP_DOWN);
        }

        /** As the maintenance does, outside of its fence. */
        public LedgerRetention.Removed removeOldRows(LedgerConfig config) {
            return with(new LedgerRetention(identity, config)::remove);
        }

        private <T> T with(Call<T> call) {
            try (var connection = PostgresServer.connect(url)) {
                return call.on(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @FunctionalInterface
    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }
}
