package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImpossibleRecordLogTest {

    private static final Timing TIMING = ElectionSettings.timing(TestConfig.of(ElectionConfig.class, Map.of()));
    private static final Duration HOURS = Duration.ofHours(5);

    @ParameterizedTest
    @ValueSource(strings = {"x\n2026-01-01 00:00:00 FATAL forged", "\u001b[31mx", "endless"})
    void whatOthersWroteIntoAStoreIsOneLineOfLimitedLength(String text) {
        var bid = Bid.of(text.equals("endless") ? "x/ ".repeat(100_000) : text);
        var grant = Optional.of(new GrantStamp("any", TIMING.ttl()));
        var record = new LeaderRecord(bid, new Term(7), "host", Instant.EPOCH);

        try (var lines = new LogCapture(ImpossibleRecordLog.class)) {
            var log = new ImpossibleRecordLog("orders", TIMING, System::nanoTime);
            log.lease(new LeaseAnswer.Refused(new LeaseHolder(bid, Optional.empty()), Term.NONE, HOURS, grant));
            log.term(new TermAnswer.Refused(Optional.of(record), HOURS, grant));
            log.term(new TermAnswer.Refused(Optional.of(record), HOURS, Optional.empty()));

            assertThat(lines.lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                    .startsWith("WARN the ")
                    .hasSizeLessThan(800)
                    .doesNotContain("\n", "\u001b"));
        }
    }

    @Test
    void theHolderOfAnImpossibleRecordIsNamed() {
        var held = Optional.of(new GrantStamp("any", TIMING.ttl()));

        try (var lines = new LogCapture(ImpossibleRecordLog.class)) {
            new ImpossibleRecordLog("orders", TIMING, System::nanoTime)
                    .lease(new LeaseAnswer.Refused(
                            new LeaseHolder(new Bid("web-0-1c9e04ab", 3), Optional.empty()), Term.NONE, HOURS, held));

            assertThat(lines.lines())
                    .singleElement()
                    .asString()
                    .contains("holder=web-0-1c9e04ab/3 leftMs=18000000 ttlMs=9000");
        }
    }
}
