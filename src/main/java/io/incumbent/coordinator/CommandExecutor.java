package io.incumbent.coordinator;

import io.incumbent.coordinator.LeadershipState.StoreStatus;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.redis.RedisLease;
import io.incumbent.election.Bid;
import io.incumbent.election.Command;
import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.logging.OutageLog;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Executes the commands of the election against the stores, each on a virtual thread of its own, and returns the answers
 * as events. A failure becomes an answer, too. A call that exceeds its time limit is interrupted, and its answer is
 * dropped.
 */
final class CommandExecutor implements Consumer<Command> {

    private final ExecutorService threads;
    private final RedisLease lease;
    private final Ledger ledger;
    private final FencedWorkTracker fencedWork;
    private final Ticker ticker;
    private final Consumer<Event> answers;
    private final OutageLog redis;
    private final OutageLog postgres;
    private final OutageLog readBack;

    CommandExecutor(
            ExecutorService threads,
            RedisLease lease,
            Ledger ledger,
            FencedWorkTracker fencedWork,
            Ticker ticker,
            OutageLog redis,
            OutageLog postgres,
            OutageLog readBack,
            Consumer<Event> answers) {
        this.threads = threads;
        this.lease = lease;
        this.ledger = ledger;
        this.fencedWork = fencedWork;
        this.ticker = ticker;
        this.redis = redis;
        this.postgres = postgres;
        this.readBack = readBack;
        this.answers = answers;
    }

    @Override
    public void accept(Command command) {
        threads.execute(() -> answers.accept(execute(command)));
    }

    /** How the stores have answered last. */
    Stores stores() {
        return new Stores(status(redis), status(postgres));
    }

    private static Optional<StoreStatus> status(OutageLog store) {
        return store.status().map(it -> new StoreStatus(it.reachable(), it.since(), it.code()));
    }

    private Event execute(Command command) {
        // Trust counts from here, before the request is sent.
        long askedAt = ticker.nanos();
        return switch (command) {
            case Command.AcquireLease(var bid, var record, var observed, var atMost) ->
                new Event.LeaseAnswered(
                        bid,
                        askedAt,
                        ask(
                                redis,
                                atMost,
                                () -> lease.acquire(bid, record, observed, atMost),
                                new LeaseAnswer.Failed()));
            case Command.ReadLease(var bid, var atMost) ->
                new Event.LeaseRead(bid, ask(redis, atMost, () -> lease.read(atMost), new ReadAnswer.Failed()));
            case Command.ClaimTerm claim -> claim(claim);
            case Command.RenewTerm(var bid, var term, var atMost) ->
                new Event.TermAnswered(
                        bid, askedAt, ask(postgres, atMost, () -> ledger.renew(bid, term), new TermAnswer.Failed()));
            case Command.ReadTerm(var bid, var atMost) ->
                new Event.TermRead(bid, ask(postgres, atMost, ledger::read, new ReadAnswer.Failed()));
            case Command.Verify(var bid, var atMost) ->
                new Event.Verified(bid, ask(readBack, atMost, () -> ledger.verify(bid), new VerifyAnswer.Failed()));
            case Command.Drain(var bid, var atMost) -> {
                fencedWork.drain(atMost);
                yield new Event.Drained(bid);
            }
            case Command.ReleaseTerm(var bid, var reason, var atMost) -> {
                ask(postgres, atMost, () -> released(bid, reason), false);
                yield new Event.TermReleased(bid);
            }
            case Command.ReleaseLease(var bid, var atMost) -> {
                ask(redis, atMost, () -> lease.release(bid, atMost), false);
                yield new Event.LeaseReleased(bid);
            }
        };
    }

    /** No term is asked for that could not be read back. */
    private Event claim(Command.ClaimTerm command) {
        var bid = command.bid();
        var until = Deadline.in(command.atMost(), ticker.nanos());
        boolean prepared = ask(readBack, command.atMost(), () -> prepared(bid), false);
        long askedAt = ticker.nanos();
        var answer = prepared && !until.passed(askedAt)
                ? ask(
                        postgres,
                        until.left(askedAt),
                        () -> ledger.claim(bid, command.highest(), command.observed()),
                        new TermAnswer.Failed())
                : new TermAnswer.Failed();
        return new Event.TermAnswered(bid, askedAt, answer);
    }

    private boolean prepared(Bid bid) {
        ledger.prepareReadBack(bid);
        return true;
    }

    private boolean released(Bid bid, EndReason reason) {
        ledger.release(bid, reason);
        return true;
    }

    private <T> T ask(OutageLog store, Duration atMost, Callable<T> call, T failed) {
        var pending = threads.submit(call);
        try {
            var answer = pending.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            store.worked();
            return answer;
        } catch (TimeoutException e) {
            pending.cancel(true);
            store.failed(new TimeoutException("no answer within " + atMost.toMillis() + " ms"));
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            store.failed(e.getCause() == null ? e : e.getCause());
        }
        return failed;
    }
}
