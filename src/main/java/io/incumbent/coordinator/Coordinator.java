package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.LeadershipState.StoreStatus;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.coordinator.stores.StoreCalls.Store;
import io.incumbent.coordinator.stores.TimeLimitedCalls;
import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Term;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The coordinator of one instance in one election: answers from the role of the {@link ElectionLoop}, and makes it
 * leave.
 */
public final class Coordinator implements Leadership, LoopHealth {

    private static final Duration STOP_POLL = Duration.ofMillis(1);

    private final InstanceIdentity identity;
    private final Timing timing;
    private final Ticker ticker;
    private final ElectionTurns turns;
    private final ElectionLoop loop;
    private final TimeLimitedCalls calls;
    private final StateObserver observer = new StateObserver();
    private final LeaderlessWatch leaderless;
    private final Registrar registrar;
    private final Fence fence;
    private final FencedWorkTracker fencedWork;

    Coordinator(
            InstanceIdentity identity,
            Timing timing,
            Ticker ticker,
            ElectionTurns turns,
            ElectionLoop loop,
            TimeLimitedCalls calls,
            LeaderlessWatch leaderless,
            Registrar registrar,
            Fence fence,
            FencedWorkTracker fencedWork) {
        this.identity = identity;
        this.timing = timing;
        this.ticker = ticker;
        this.turns = turns;
        this.loop = loop;
        this.calls = calls;
        this.leaderless = leaderless;
        this.registrar = registrar;
        this.fence = fence;
        this.fencedWork = fencedWork;
    }

    @Override
    public Optional<Term> term() {
        return record().map(LeaderRecord::term);
    }

    @Override
    public LeadershipState state() {
        var role = turns.role();
        long now = ticker.nanos();
        var record = role.verifiedRecord(now);
        var leader = record.or(() -> role.knownLeader(now));
        var publicRole = publicRole(role, now);
        var stores = stores();
        var revision =
                observer.observe(publicRole, leader, turns.notStarted().or(() -> leaderless.wait(role, now)), stores);
        return new LeadershipState(
                identity.group(),
                identity.instance(),
                publicRole,
                record.map(LeaderRecord::term),
                record.isPresent() && role instanceof Leader leading
                        ? leading.trustedUntil().left(now)
                        : Duration.ZERO,
                leader,
                revision.number(),
                revision.waitingFor(),
                stores,
                timing.worstCaseFailover());
    }

    @Override
    public <T> FencedResult<T> fenced(FencedWork<T> work) {
        fencedWork.begin();
        try {
            // Read after begin(): from there on a leader that leaves waits for this work.
            var record = record();
            return record.isPresent()
                    ? fence.run(record.get().bid(), record.get().term(), work)
                    : new FencedResult.NotLeader<>();
        } finally {
            fencedWork.end();
        }
    }

    @Override
    public Duration sinceLastTurn() {
        return loop.sinceLastTurn();
    }

    @Override
    public boolean registered() {
        return registrar.registration().isPresent();
    }

    public void start() {
        loop.start();
    }

    /** Gives up leadership or candidacy, and bids again once all other instances have had time to bid. */
    void stepDown() {
        loop.send(new Event.LeaveRequested(EndReason.STEPPED_DOWN));
    }

    /**
     * Gives up leadership for good. Returns when that is done, or after the time that its steps may take together. A
     * second call does nothing.
     */
    public void stop() {
        registrar.leaves();
        loop.send(new Event.StopRequested());
        var callLimit = timing.callLimit();
        var until = Deadline.in(timing.drainLimit().plus(callLimit.multipliedBy(3)), ticker.nanos());
        while (!(turns.role() instanceof Role.Stopped) && !until.passed(ticker.nanos())) {
            LockSupport.parkNanos(STOP_POLL.toNanos());
        }
        registrar.writeThatItLeaves(callLimit);
    }

    /** Ends the thread of the election loop. */
    public void close() {
        loop.close();
    }

    /** How the stores have answered last. */
    private Stores stores() {
        return new Stores(status(Store.REDIS), status(Store.POSTGRES));
    }

    private Optional<StoreStatus> status(Store store) {
        return calls.status(store).map(it -> new StoreStatus(it.reachable(), it.since(), it.code()));
    }

    private Optional<LeaderRecord> record() {
        return turns.role().verifiedRecord(ticker.nanos());
    }

    private static PublicRole publicRole(Role role, long now) {
        return switch (role) {
            case Leader _ -> role.verifiedRecord(now).isPresent() ? PublicRole.LEADER : PublicRole.UNVERIFIED;
            case Role.Follower _ -> PublicRole.FOLLOWER;
            // A follower bids with each heartbeat to learn whether the known leader still leads. That is no candidacy.
            case Role.Candidate _ -> role.knownLeader(now).isPresent() ? PublicRole.FOLLOWER : PublicRole.CANDIDATE;
            case Role.Leaving leaving -> leaving.stopping() ? PublicRole.STOPPED : PublicRole.FOLLOWER;
            case Role.Stopped _ -> PublicRole.STOPPED;
        };
    }
}
