package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.coordinator.ledger.LedgerFixture.Instance;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import java.time.Duration;
import java.util.Optional;

/** The office of one group as the database and the fence know it, taken and left at will, without an election. */
public final class Seat implements Leadership {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Instance instance;
    private final LedgerFixture ledger;
    private final Fence fence;
    private volatile Optional<LeaderRecord> record = Optional.empty();
    private int bids;

    /** @param name of the instance */
    public Seat(String url, String name, ConnectionPool connections) {
        this.ledger = LedgerFixture.at(url);
        this.instance = ledger.instance(name);
        this.fence = new Fence(connections, instance.identity.group(), LIMIT);
    }

    /** Of every seat. */
    public static String group() {
        return "orders";
    }

    public InstanceIdentity identity() {
        return instance.identity;
    }

    /** Claims the term, whoever holds it: the holder does not know of it. */
    public Term take() {
        ledger.age("1 h");
        var won = instance.win(++bids);
        record = Optional.of(won);
        return won.term();
    }

    /** Stops to trust itself; the database does not know of it. */
    public void distrust() {
        record = Optional.empty();
    }

    @Override
    public Optional<Term> term() {
        return record.map(LeaderRecord::term);
    }

    @Override
    public LeadershipState state() {
        return new LeadershipState(
                group(), instance.identity.instance(), PublicRole.FOLLOWER, term(), Duration.ZERO, record, LIMIT);
    }

    @Override
    public <T> FencedResult<T> fenced(FencedWork<T> work) {
        var held = record;
        return held.isPresent() ? fence.run(held.get().bid(), held.get().term(), work) : new FencedResult.NotLeader<>();
    }
}
