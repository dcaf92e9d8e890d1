package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PgBouncer;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real PgBouncer looks like from this side, and why it is objected to. */
@Tag("pgbouncer")
@Timeout(60)
@NeedsServers
class PoolerCheckTest {

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Test
    void aServerThatAnswersItselfIsObjectedToInNothing() throws SQLException {
        try (var direct = PostgresServer.connect(server.url())) {
            var pooler = PoolerCheck.seen(direct);

            assertThat(pooler).isEqualTo(new PoolerCheck(false, true));
            assertThat(pooler.whyNoSetup()).isEmpty();
            assertThat(pooler.whyNoTraffic()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction", "statement"})
    void aPoolerIsSeenInWhateverModeItIs(String mode) throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("pool_mode", mode));
                var pooled = PostgresServer.connect(bouncer.url(server.url()))) {
            var pooler = PoolerCheck.seen(pooled);

            assertThat(pooler).isEqualTo(new PoolerCheck(true, true));
            assertThat(pooler.whyNoSetup()).hasValueSatisfying(words -> assertThat(words)
                    .contains("incumbent.schema.direct-url", "incumbent.schema.mode"));
            assertThat(pooler.whyNoTraffic())
                    .hasValueSatisfying(words -> assertThat(words).contains("prepareThreshold=0"));
        }
    }

    @Test
    void aPoolThatNamesNoStatementsMayBeFilledThroughAPoolerAndInitialisationMayStillNotTakePlace()
            throws SQLException {
        try (var bouncer = PgBouncer.start(server);
                var pooled = PostgresServer.connect(unnamed(bouncer))) {
            var pooler = PoolerCheck.seen(pooled);

            assertThat(pooler.whyNoTraffic()).isEmpty();
            assertThat(pooler.whyNoSetup()).isPresent();
        }
    }

    @Test
    void lookingLeavesNothingOnTheServerConnectionThatOthersUseNext() throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("default_pool_size", "1"))) {
            try (var pooled = PostgresServer.connect(bouncer.url(server.url()))) {
                PoolerCheck.seen(pooled);
                assertThat(pooled.getAutoCommit()).isTrue();
            }
            try (var next = PostgresServer.connect(unnamed(bouncer))) {
                assertThat(ask(next, "SELECT count(*) FROM pg_prepared_statements"))
                        .isEqualTo("0");
                assertThat(ask(next, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void aLockOfASessionKeepsNobodyOutAndOutlivesItsOwner() throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("default_pool_size", "1"))) {
            try (var one = PostgresServer.connect(unnamed(bouncer));
                    var other = PostgresServer.connect(unnamed(bouncer))) {
                assertThat(ask(one, "SELECT pg_try_advisory_lock(7)")).isEqualTo("t");
                assertThat(ask(other, "SELECT pg_try_advisory_lock(7)")).isEqualTo("t");
            }
            try (var direct = PostgresServer.connect(server.url())) {
                assertThat(ask(direct, "SELECT pg_try_advisory_lock(7)")).isEqualTo("f");
            }
        }
    }

    @Test
    void aStatementWithANameIsRefusedWhereAnotherClientGaveThatName() throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("default_pool_size", "1"));
                var one = PostgresServer.connect(named(bouncer));
                var other = PostgresServer.connect(named(bouncer));
                var ofOne = one.prepareStatement("SELECT 'one' || ?::text");
                var ofOther = other.prepareStatement("SELECT 'other' || ?::text")) {
            assertThat(run(ofOne)).isEqualTo("one");

            assertThatThrownBy(() -> run(ofOther))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P05"));
        }
    }

    @Test
    void aStatementWithANameRunsWhatAnotherClientGaveThatName() throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("default_pool_size", "2"));
                var one = PostgresServer.connect(named(bouncer));
                var other = PostgresServer.connect(named(bouncer));
                var third = PostgresServer.connect(unnamed(bouncer));
                var ofOne = one.prepareStatement("SELECT 'one' || ?::text");
                var ofOther = other.prepareStatement("SELECT 'other' || ?::text")) {
            assertThat(run(ofOne)).isEqualTo("one");
            third.setAutoCommit(false);
            ask(third, "SELECT 1"); // keeps the server connection of the first name, so both go to the second one
            assertThat(run(ofOther)).isEqualTo("other");

            assertThat(run(ofOne)).isEqualTo("other");
            third.rollback();
        }
    }

    @Test
    void whatASessionWasSetToIsSeenByWhoeverComesNext() throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("default_pool_size", "1"));
                var one = PostgresServer.connect(unnamed(bouncer));
                var other = PostgresServer.connect(unnamed(bouncer))) {
            one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);

            assertThat(ask(other, "SHOW transaction_isolation")).isEqualTo("serializable");
        }
    }

    /** Those who wait are served in turn, so what comes after it shows that it did not come at all. */
    @Test
    void whatWasGivenUpWhileItWaitedForAServerConnectionIsNotDoneLater() throws SQLException {
        try (var bouncer = PgBouncer.start(server, Map.of("default_pool_size", "1"));
                var busy = PostgresServer.connect(unnamed(bouncer));
                var hasty = PostgresServer.connect(unnamed(bouncer) + "&socketTimeout=1");
                var next = PostgresServer.connect(unnamed(bouncer))) {
            busy.setAutoCommit(false);
            ask(busy, "SELECT 1");

            assertThatThrownBy(() -> ask(hasty, "CREATE TABLE late (); SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
            busy.rollback();

            assertThat(ask(next, "SELECT to_regclass('late')")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"options=-c%20statement_timeout=1s", "currentSchema=incumbent"})
    void whatTheUrlWouldSetAtTheStartOfASessionIsRefused(String parameter) {
        try (var bouncer = PgBouncer.start(server)) {
            assertThatThrownBy(() -> PostgresServer.connect(bouncer.url(server.url()) + "?" + parameter))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08P01"))
                    .hasMessageContaining("unsupported startup parameter");
        }
    }

    private static String named(PgBouncer bouncer) {
        return bouncer.url(server.url()) + "?prepareThreshold=1";
    }

    private static String unnamed(PgBouncer bouncer) {
        return bouncer.url(server.url()) + "?prepareThreshold=0";
    }

    private static String run(PreparedStatement statement) throws SQLException {
        statement.setString(1, "");
        try (var rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static @Nullable String ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
