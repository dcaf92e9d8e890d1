package io.incumbent.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.dispatch.queue.ManualRetry;
import io.incumbent.dispatch.queue.ManualRetry.RetryResult;
import io.incumbent.query.SignalQueries.Filter;
import io.incumbent.signal.DeliveryStatus;
import io.incumbent.signal.LocalWakeup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking at signals, and bringing them back, on a real PostgreSQL. */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(60)
@NeedsServers
class SignalQueriesTest {

    private static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

    @Inject
    SignalQueries signals;

    @Inject
    ManualRetry manualRetry;

    @Inject
    LocalWakeup wakeup;

    @Inject
    DatabaseSetup database;

    private String url;

    @BeforeEach
    void noSignals() throws InterruptedException {
        database.awaitReady();
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        PostgresServer.execute(url, "TRUNCATE signals, deliveries");
    }

    @Test
    void oneIsToldWithItsBodyAndEveryAttempt() {
        var id = insert("shop", "DEAD", 3);
        PostgresServer.execute(url, """
                UPDATE deliveries SET claimed_by = 'b', claimed_term = 8, claimed_at = '2026-01-02T03:05:00+00',
                       detail = '410 after 3 ms', ordering_key = 'customer-17', past =
                       jsonb_build_array(jsonb_build_object('attempt', 1, 'by', 'a', 'term', 7, 'from',
                           '2026-01-02T03:04:00+00'::timestamptz, 'to', '2026-01-02T03:04:01.25+00'::timestamptz,
                           'outcome', 'failed', 'detail', '503'),
                       jsonb_build_object('attempt', 2, 'by', 'a', 'term', NULL, 'from',
                           '2026-01-02T03:04:30+00'::timestamptz, 'to', '2026-01-02T03:04:45+00'::timestamptz,
                           'outcome', 'lost', 'detail', NULL))
                """);

        var found = signals.read(id).orElseThrow();

        assertThat(found.entry().orderingKey()).contains("customer-17");
        assertThat(found.entry().status()).isEqualTo("DEAD");
        assertThat(found.entry().receivedTerm()).isEqualTo(OptionalLong.of(7));
        assertThat(found.contentType()).contains("application/json");
        assertThat(new String(found.body().bytes(), UTF_8)).isEqualTo("{\"n\": 1.50}");
        assertThat(found.attempts())
                .extracting(a -> "%d %s %s %s %s %s"
                        .formatted(
                                a.attempt(),
                                a.by(),
                                a.term(),
                                a.from(),
                                a.outcome(),
                                a.detail().orElse("-")))
                .containsExactly(
                        "1 a OptionalLong[7] 2026-01-02T03:04:00Z failed 503",
                        "2 a OptionalLong.empty 2026-01-02T03:04:30Z lost -",
                        "3 b OptionalLong[8] 2026-01-02T03:05:00Z dead 410 after 3 ms");
        assertThat(found.attempts().getFirst().to().orElseThrow()).hasToString("2026-01-02T03:04:01.250Z");
    }

    /** A newer release may store statuses and outcomes that this one does not know: it passes them on and touches nothing. */
    @Test
    void aStatusOfANewerReleaseIsToldAsItIs() throws SQLException {
        var id = insert("shop", "PARKED", 2);
        PostgresServer.execute(url, """
                UPDATE deliveries SET past = jsonb_build_array(jsonb_build_object('attempt', 1, 'by', 'a', 'term', 7,
                       'from', clock_timestamp(), 'to', clock_timestamp(), 'outcome', 'parked', 'detail', 'later'))
                """);

        var found = signals.read(id).orElseThrow();

        assertThat(found.entry().status()).isEqualTo("PARKED");
        assertThat(found.attempts())
                .as("what the columns say in that status is not known")
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.outcome()).isEqualTo("parked"));
        assertThat(signals.newest(ALL, 10))
                .extracting(SignalQueries.Entry::status)
                .containsExactly("PARKED");
        assertThat(manualRetry.retry(id)).isEqualTo(new RetryResult.NotWaiting("PARKED"));
        assertThat(manualRetry.retryDead(Optional.empty(), 10).retried()).isZero();
        assertThat(signals.read(id).orElseThrow().entry()).isEqualTo(found.entry());
    }

    @Test
    void oneThatNobodyTriedHasNoAttempts() {
        var id = insert("shop", "QUEUED", 0);

        assertThat(signals.read(id).orElseThrow().attempts()).isEmpty();
        assertThat(signals.exists(id)).isTrue();
    }

    @Test
    void anotherGroupsSignalsAreNotSeenAndNotTouched() throws SQLException {
        var id = insert("shop", "DEAD", 1);
        PostgresServer.execute(
                url, "UPDATE signals SET group_name = 'invoices'", "UPDATE deliveries SET group_name = 'invoices'");

        assertThat(signals.read(id)).isEmpty();
        assertThat(signals.exists(id)).isFalse();
        assertThat(signals.newest(ALL, 10)).isEmpty();
        assertThat(manualRetry.retry(id)).isInstanceOf(RetryResult.Unknown.class);
        assertThat(manualRetry.retryDead(Optional.empty(), 10)).isEqualTo(new ManualRetry.BulkResult(0, false));
    }

    @Test
    void aListIsNewestFirstAndAnswersToItsFilters() {
        var first = insert("shop", "QUEUED", 0);
        var second = insert("bank", "DEAD", 1);
        var third = insert("shop", "DEAD", 1);
        var fourth = insert("shop", "FAILED", 1);

        assertThat(ids(signals.newest(ALL, 10))).containsExactly(fourth, third, second, first);
        assertThat(ids(signals.newest(ALL, 2))).containsExactly(fourth, third);
        assertThat(ids(newest("DEAD", null, null))).containsExactly(third, second);
        assertThat(ids(newest(null, "shop", null))).containsExactly(fourth, third, first);
        assertThat(ids(newest("DEAD", "shop", null))).containsExactly(third);
        assertThat(ids(newest(null, null, third))).containsExactly(second, first);
        assertThat(ids(newest("DEAD", null, third))).containsExactly(second);
        assertThat(ids(newest(null, "shop' OR true --", null))).isEmpty();
    }

    /** Whoever goes from page to page sees every old one once, while others come in all the time. */
    @Test
    void pagingUnderInsertsShowsNothingTwiceAndLeavesNothingOut() throws Exception {
        var old = new ArrayList<UUID>();
        for (int i = 0; i < 200; i++) {
            old.add(insert("shop", "QUEUED", 0));
        }
        var seen = new ArrayList<UUID>();
        var stop = new AtomicBoolean();
        var inserted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                var _ = threads.submit(() -> {
                    while (!stop.get()) {
                        insert("shop", "QUEUED", 0);
                        inserted.incrementAndGet();
                    }
                });
            }
            var before = Optional.<UUID>empty();
            List<UUID> page;
            do {
                int sofar = inserted.get();
                page = ids(signals.newest(new Filter(Optional.empty(), Optional.empty(), before), 7));
                seen.addAll(page);
                before = page.isEmpty() ? before : Optional.of(page.getLast());
                while (inserted.get() == sofar) {
                    Thread.onSpinWait();
                }
            } while (!page.isEmpty());
            stop.set(true);
        }

        assertThat(new HashSet<>(seen)).as("twice").hasSameSizeAs(seen);
        assertThat(seen).containsAll(old);
        assertThat(inserted.get()).as("at least one for each page").isGreaterThanOrEqualTo(seen.size() / 7);
    }

    @Test
    void whatWasGivenUpIsDueAgainAndWhatBecameOfItIsKept() throws SQLException {
        var told = new AtomicInteger();
        wakeup.onSignalsDue(told::incrementAndGet);
        var id = insert("shop", "DEAD", 3);

        assertThat(manualRetry.retry(id)).isEqualTo(new RetryResult.Queued());

        var found = signals.read(id).orElseThrow();
        assertThat(found.entry().status()).isEqualTo("QUEUED");
        assertThat(found.entry().finishedAt()).isEmpty();
        assertThat(found.entry().attempt()).as("counted on from there").isEqualTo(3);
        assertThat(found.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo("dead");
            assertThat(attempt.attempt()).isEqualTo(3);
            assertThat(attempt.detail()).contains("why not");
        });
        assertThat(told).as("whoever works is told").hasValue(1);
        assertThat(manualRetry.retry(id)).isEqualTo(new RetryResult.NotWaiting("QUEUED"));
        assertThat(told).hasValue(1);
    }

    @Test
    void whatWaitsForItsNextAttemptIsDueAtOnceAndNothingElseIsTouched() throws SQLException {
        var failed = insert("shop", "FAILED", 1);
        var processing = insert("shop", "PROCESSING", 1);
        var completed = insert("shop", "COMPLETED", 1);
        PostgresServer.execute(url, "UPDATE deliveries SET due_at = clock_timestamp() + interval '1 hour'");

        assertThat(manualRetry.retry(failed)).isEqualTo(new RetryResult.Queued());
        assertThat(manualRetry.retry(processing)).isEqualTo(new RetryResult.NotWaiting("PROCESSING"));
        assertThat(manualRetry.retry(completed)).isEqualTo(new RetryResult.NotWaiting("COMPLETED"));
        assertThat(manualRetry.retry(UUID.randomUUID())).isEqualTo(new RetryResult.Unknown());
        assertThat(ids(newest("QUEUED", null, null))).containsExactly(failed);
    }

    @Test
    void theDeadAreBroughtBackInPiecesTheOldestFirst() throws SQLException {
        var dead = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            dead.add(insert("shop", "DEAD", 1));
        }
        var other = insert("bank", "DEAD", 1);

        assertThat(manualRetry.retryDead(Optional.of("shop"), 2)).isEqualTo(new ManualRetry.BulkResult(2, true));
        assertThat(ids(newest("QUEUED", null, null))).containsExactly(dead.get(1), dead.get(0));
        assertThat(manualRetry.retryDead(Optional.of("shop"), 3)).isEqualTo(new ManualRetry.BulkResult(3, false));
        assertThat(ids(newest("DEAD", null, null))).containsExactly(other);
        assertThat(manualRetry.retryDead(Optional.empty(), 1000)).isEqualTo(new ManualRetry.BulkResult(1, false));
    }

    /** Two operators at once: each signal is brought back by one of them, and neither waits for the other. */
    @Test
    void twoBulkRetriesShareTheWork() throws Exception {
        for (int i = 0; i < 100; i++) {
            insert("shop", "DEAD", 1);
        }
        var revived = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                var _ = threads.submit(() -> {
                    boolean more = true;
                    while (more) {
                        var dead = manualRetry.retryDead(Optional.empty(), 10);
                        revived.addAndGet(dead.retried());
                        more = dead.more();
                    }
                    return null;
                });
            }
        }

        assertThat(revived).hasValue(100);
        assertThat(ids(newest("QUEUED", null, null))).hasSize(100);
    }

    @Test
    void theFewInTroubleAreFoundByAnIndexAmongMany() throws SQLException {
        PostgresServer.execute(url, """
                INSERT INTO deliveries (signal, group_name, source, status, finished_at)
                SELECT uuidv7(), 'orders', 'shop', 'COMPLETED', clock_timestamp() FROM generate_series(1, 20000)
                """, "ANALYZE deliveries");
        for (var status : List.of("DEAD", "FAILED")) {
            assertThat(plan("SELECT * FROM deliveries WHERE group_name = 'orders' AND status = '" + status
                            + "' ORDER BY signal DESC LIMIT 51"))
                    .contains("deliveries_in_trouble");
        }
    }

    private String plan(String query) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var rows = connection.createStatement().executeQuery("EXPLAIN " + query)) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    private List<SignalQueries.Entry> newest(@Nullable String status, @Nullable String source, @Nullable UUID before) {
        return signals.newest(
                new Filter(
                        Optional.ofNullable(status).map(DeliveryStatus::valueOf),
                        Optional.ofNullable(source),
                        Optional.ofNullable(before)),
                1000);
    }

    private static List<UUID> ids(Collection<SignalQueries.Entry> entries) {
        return entries.stream().map(SignalQueries.Entry::id).toList();
    }

    private UUID insert(String source, String status, int attempt) {
        try (var connection = PostgresServer.connect(url);
                var rows = connection.createStatement().executeQuery("""
                WITH stored AS (
                    INSERT INTO signals (id, group_name, source, key, body_digest, body, content_type, received_by, received_term)
                    SELECT id, 'orders', '%1$s', id::text, sha256('x'), '{"n": 1.50}', 'application/json', 'test', 7
                      FROM (SELECT uuidv7()) AS fresh (id) RETURNING id)
                INSERT INTO deliveries (signal, group_name, source, status, attempt, claimed_by, claimed_at, finished_at, detail)
                SELECT id, 'orders', '%1$s', '%2$s', %3$d, 'a', clock_timestamp(),
                       CASE WHEN '%2$s' IN ('DEAD', 'COMPLETED') THEN clock_timestamp() END, 'why not' FROM stored
                RETURNING signal
                """.formatted(source, status, attempt))) {
            rows.next();
            return rows.getObject(1, UUID.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
