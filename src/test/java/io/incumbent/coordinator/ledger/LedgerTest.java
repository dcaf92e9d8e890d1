package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.coordinator.ElectionConfig;
import io.incumbent.coordinator.ElectionSettings;
import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.query.DatabaseUnavailableException;
import io.incumbent.query.InstanceList;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the statements alone cannot show: limits, retries, pools, virtual threads. */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(60)
@NeedsServers
class LedgerTest {

    /** A call to a server that stands still, if it had no limit, would never end. */
    private static final Duration HANGS = Duration.ofSeconds(20);

    private static final Bid BID = new Bid("a", 1);

    @Inject
    Ledger ledger;

    @Inject
    Fence fence;

    @Inject
    InstanceList instances;

    @Inject
    DatabaseSetup database;

    @Inject
    DatabaseErrorMessage errorMessage;

    @Inject
    LedgerLimits limits;

    @Inject
    Timing timing;

    @Inject
    @DataSource("coordination")
    AgroalDataSource coordination;

    @Inject
    AgroalDataSource traffic;

    @Inject
    @DataSource("verify")
    AgroalDataSource verify;

    @SuppressWarnings("NullAway.Init") // injected by PostgresResource
    PostgresServer server;

    private String url;

    @BeforeEach
    void emptyLedger() throws InterruptedException {
        database.awaitReady();
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        PostgresServer.execute(url, "TRUNCATE leadership, leadership_history, instance_metadata");
    }

    /** Leaves no connection behind that a test has broken. */
    @AfterEach
    void resume() {
        server.resume();
        for (var pool : List.of(traffic, coordination)) {
            pool.flush(FlushMode.ALL);
            await().ignoreExceptions().until(() -> onVirtualThread(() -> backendOf(pool)) > 0);
        }
    }

    @Test
    void theWholeWayFromClaimToReleaseWorksOnVirtualThreads() {
        var granted = (TermAnswer.Granted) onVirtualThread(() -> ledger.claim(BID, new Term(6), Optional.empty()));

        assertThat(granted.record().term()).isEqualTo(new Term(7));
        assertThat(onVirtualThread(ledger::readBack)).isEqualTo(new VerifyAnswer.Seen(Optional.of(granted.record())));
        assertThat(onVirtualThread(() -> ledger.renew(BID, new Term(7)))).isEqualTo(granted);
        assertThat(onVirtualThread(() -> fence.run(BID, new Term(7), (c, term) -> term)))
                .isEqualTo(new FencedResult.Committed<>(new Term(7), new Term(7)));
        assertThat(onVirtualThread(() -> instances.all(Optional.empty())))
                .singleElement()
                .matches(entry -> entry.leader() && !entry.stale());
        onVirtualThread(() -> {
            ledger.release(BID, EndReason.SHUTDOWN);
            return true;
        });
        assertThat(onVirtualThread(ledger::readBack)).isEqualTo(new VerifyAnswer.Seen(Optional.empty()));
    }

    @Test
    void aPausedServerIsAFailedAnswerWithinTheLimitAndItsConnectionIsNotUsedAgain() {
        var granted = (TermAnswer.Granted) onVirtualThread(() -> ledger.claim(BID, Term.NONE, Optional.empty()));
        var term = granted.record().term();
        int backend = onVirtualThread(() -> backendOf(coordination));
        server.pause();

        assertThat(took(() -> assertFails(() -> ledger.renew(BID, term)))).isBetween(limits.attempt(), HANGS);
        assertThat(took(() -> assertFails(ledger::readBack))).isLessThan(HANGS);
        server.resume();

        await().ignoreExceptions().untilAsserted(() -> assertThat(onVirtualThread(() -> ledger.renew(BID, term)))
                .isEqualTo(granted));
        assertThat(onVirtualThread(() -> backendOf(coordination))).isNotEqualTo(backend);
    }

    @Test
    void aLockedTableIsSaidToBeSlowAndNotToBeRefused() throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE leadership");

            assertThatThrownBy(() -> onVirtualThread(() -> ledger.renew(BID, new Term(1))))
                    .satisfies(e -> assertThat(errorMessage.explain(e))
                            .startsWith("database did not answer in time key=incumbent.database.url")
                            .contains("a table is locked"));
        }
    }

    @Test
    void aRestartedServerIsUsedAgainWithoutARestartOfOurs() {
        var granted = (TermAnswer.Granted) onVirtualThread(() -> ledger.claim(BID, Term.NONE, Optional.empty()));
        server.crash();
        assertFails(() -> ledger.renew(BID, granted.record().term()));
        server.up();

        await().ignoreExceptions().untilAsserted(() -> assertThat(onVirtualThread(ledger::readBack))
                .isInstanceOf(VerifyAnswer.Seen.class));
        assertThat(onVirtualThread(() -> ledger.renew(BID, granted.record().term())))
                .isNotNull();
    }

    @Test
    void whoAsksForInstancesOfASilentDatabaseIsToldSo() {
        server.pause();

        assertThatThrownBy(() -> onVirtualThread(() -> instances.all(Optional.empty())))
                .isInstanceOf(DatabaseUnavailableException.class);
    }

    @Test
    void theDefaultLimitsFitIntoTheTimeThatACallHas() {
        assertThat(limits.longest()).isLessThan(timing.callLimit());
        assertThat(limits.claim()).isLessThan(timing.callLimit());
        assertThat(limits.retries()).as("otherwise nothing is ever retried").isPositive();
    }

    @Test
    void theKeysChangeTheLimits() {
        var quick = guards(Map.of("incumbent.ledger.timeout", "50ms", "incumbent.ledger.retries", "0"));
        var patient = guards(Map.of("incumbent.ledger.timeout", "200ms", "incumbent.ledger.retries", "2"));

        assertThat(timesOut(quick, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(timesOut(patient, 3)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
    }

    /** How long it took until it gave up. */
    private static Duration timesOut(LedgerGuards guards, int tries) {
        var tried = new AtomicInteger();
        var took = took(() -> assertThatThrownBy(() -> guards.withRetry(() -> never(tried), Boolean.class))
                .isInstanceOf(TimeoutException.class));
        assertThat(tried).hasValue(tries);
        return took;
    }

    @Test
    void triesThatDoNotFitIntoTheTimeOfACallAreRefusedWithKeysAndValues() {
        assertThatThrownBy(() -> guards(Map.of("incumbent.ledger.timeout", "600ms")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "incumbent.ledger.timeout (600 ms)",
                        "incumbent.ledger.retries (1)",
                        "1280 ms",
                        "incumbent.election.call-timeout (1000 ms)");
        assertThatThrownBy(() -> guards(Map.of("incumbent.ledger.claim-timeout", "2s")))
                .hasMessageContaining("incumbent.ledger.claim-timeout (2s) must not be longer");
    }

    @Test
    void readingBackOpensAFreshConnectionEachTime() {
        assertThat(onVirtualThread(() -> backendOf(verify))).isNotEqualTo(onVirtualThread(() -> backendOf(verify)));
    }

    private static void assertFails(Callable<?> call) {
        assertThatThrownBy(() -> onVirtualThread(call)).isInstanceOf(Ledger.LedgerFailure.class);
    }

    private static LedgerGuards guards(Map<String, String> keys) {
        var config = TestConfig.of(LedgerConfig.class, keys);
        return new LedgerGuards(
                config,
                LedgerLimits.of(config, ElectionSettings.timing(TestConfig.of(ElectionConfig.class, Map.of()))));
    }

    private static boolean never(AtomicInteger tried) throws InterruptedException {
        tried.incrementAndGet();
        new CountDownLatch(1).await();
        return true;
    }

    private static int backendOf(AgroalDataSource pool) throws SQLException {
        try (var connection = pool.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static <T> T onVirtualThread(Callable<T> call) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return call.call();
                                } catch (Exception e) {
                                    throw new CompletionException(e);
                                }
                            },
                            Thread::startVirtualThread)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Duration took(Runnable call) {
        long begin = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
