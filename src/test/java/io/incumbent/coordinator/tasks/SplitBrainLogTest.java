package io.incumbent.coordinator.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LogCapture;
import io.incumbent.election.Bid;
import io.incumbent.election.HolderComparison;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.Term;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitBrainLogTest {

    private static final LeaderRecord OURS = of("ours/1");

    @Test
    void whatOthersWroteIntoAStoreIsOneLineOfLimitedLength() {
        var broken = of("x\n2026-01-01 00:00:00 FATAL forged");
        var endless = of("x/ ".repeat(100_000));

        try (var log = new LogCapture(SplitBrainLog.class)) {
            var splitBrains = new SplitBrainLog(new SimpleMeterRegistry());
            splitBrains.found(new HolderComparison.Different(holder(endless), broken));
            splitBrains.found(new HolderComparison.OnlyRedis(holder(broken)));
            splitBrains.found(new HolderComparison.OnlyPostgres(endless));
            splitBrains.contradicted(OURS, Optional.of(broken));

            assertThat(log.lines())
                    .hasSize(4)
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(600).doesNotContain("\n"));
            assertThat(splitBrains.count()).isEqualTo(4);
        }
    }

    private static LeaseHolder holder(LeaderRecord record) {
        return new LeaseHolder(record.bid(), Optional.of(record));
    }

    private static LeaderRecord of(String bid) {
        return new LeaderRecord(Bid.of(bid), new Term(7), "host", Instant.EPOCH);
    }
}
