package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.query.InstanceList;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.TextSettings;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The product's own pools, whose sessions have the settings of their role. */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(180)
@NeedsServers
class TextSettingsTest {

    private static final Bid BID = new Bid("a", 1);
    private static final Bid OTHER = new Bid("b", 1);

    @Inject
    Ledger ledger;

    @Inject
    InstanceList instances;

    @Inject
    DatabaseSetup database;

    @Inject
    Timing timing;

    @Inject
    @DataSource("coordination")
    AgroalDataSource coordination;

    @Inject
    AgroalDataSource traffic;

    private final String url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);

    @AfterEach
    void resetSetting() {
        TextSettings.reset(url);
        newSessions();
    }

    @ParameterizedTest
    @MethodSource("io.incumbent.stores.TextSettings#all")
    void anInstanceClaimsRenewsReadsAndReleasesTheRightValuesHoweverTheServerWritesAndReadsText(String setting)
            throws Exception {
        database.awaitReady();
        PostgresServer.execute(url, "TRUNCATE leadership, leadership_history, instance_metadata");
        TextSettings.set(url, setting);
        newSessions();

        var granted = call(() -> ledger.claim(BID, new Term(6), Optional.empty()));
        var record = new LeaderRecord(BID, new Term(7), "host-of-a", electedAt());
        assertThat(granted).isEqualTo(new TermAnswer.Granted(record));
        assertThat(call(ledger::readBack)).isEqualTo(new VerifyAnswer.Seen(Optional.of(record)));
        assertThat(call(() -> ledger.renew(BID, new Term(7)))).isEqualTo(granted);
        assertThat(call(ledger::read)).isInstanceOfSatisfying(ReadAnswer.Read.class, read -> assertThat(read.held())
                .hasValueSatisfying(grant -> assertThat(grant.ttl()).isEqualTo(timing.ttl())));
        assertThat(call(() -> ledger.claim(OTHER, Term.NONE, Optional.empty())))
                .isInstanceOfSatisfying(TermAnswer.Refused.class, refused -> {
                    assertThat(refused.holder()).contains(record);
                    assertThat(refused.left()).isBetween(Duration.ofMillis(1), timing.ttl());
                });
        assertThat(call(() -> instances.all(Optional.empty())))
                .singleElement()
                .matches(entry -> entry.leader() && !entry.stale());
        call(() -> {
            ledger.release(BID, EndReason.SHUTDOWN);
            return true;
        });
        assertThat(call(ledger::readBack)).isEqualTo(new VerifyAnswer.Seen(Optional.empty()));
        assertThat(LedgerFixture.rows(url, "SELECT term, instance, lost_reason FROM public.leadership_history"))
                .containsExactly("7 a shutdown");
    }

    /** Computed by the server, so that no text of a time is read. */
    private Instant electedAt() {
        long micros = Long.parseLong(LedgerFixture.rows(
                        url, "SELECT (1000000 * extract(epoch FROM elected_at))::bigint FROM public.leadership")
                .getFirst());
        return Instant.ofEpochSecond(micros / 1_000_000, 1000 * (micros % 1_000_000));
    }

    /** A flush runs on a thread of the pool, and would end a session that is used meanwhile. */
    private void newSessions() {
        var now = LedgerFixture.rows(url, "SELECT extract(epoch FROM clock_timestamp())")
                .getFirst();
        coordination.flush(FlushMode.ALL);
        traffic.flush(FlushMode.ALL);
        await().until(() -> LedgerFixture.rows(
                        url,
                        "SELECT pid FROM pg_stat_activity WHERE application_name IN ('incumbent', 'incumbent-coordination')"
                                + " AND extract(epoch FROM backend_start) < " + now)
                .isEmpty());
    }

    private static <T> T call(Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(call).get();
        }
    }
}
