package io.incumbent.coordinator;

import io.incumbent.coordinator.ledger.LedgerFixture;
import java.util.List;
import java.util.Map;

/** Real coordinators that hold real elections in one database, for those who work under whoever leads. */
public final class Government implements AutoCloseable {

    private final ElectionTestBed bed = new ElectionTestBed(
            TestConfig.merged(TestConfig.QUICK, Map.of("incumbent.election.group", LedgerFixture.GROUP)));

    /** Of the database that they are elected in. */
    public String url() {
        return bed.url();
    }

    public List<Leadership> elect(int candidates) {
        var members = bed.start(candidates);
        bed.awaitLeader();
        return members.stream().map(TestCoordinator::leadership).toList();
    }

    /** The present leader leaves, as at a graceful stop of its process. */
    public void change() {
        bed.awaitLeader().stepDown();
    }

    @Override
    public void close() {
        bed.close();
    }
}
