package io.incumbent.coordinator;

import io.incumbent.coordinator.stores.LeaseStore;
import io.incumbent.coordinator.stores.StoreCalls;
import io.incumbent.coordinator.stores.StoreCalls.Target;
import io.incumbent.coordinator.stores.TermStore;
import io.incumbent.election.Command;
import io.incumbent.election.Event;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Executes the commands of the election against the stores and returns the answers as events. No answer is an answer,
 * too.
 */
final class CommandExecutor implements Consumer<Command> {

    private final StoreCalls calls;
    private final LeaseStore lease;
    private final TermStore terms;
    private final Drain fencedWork;
    private final Ticker ticker;
    private final Consumer<Event> answers;

    CommandExecutor(
            StoreCalls calls,
            LeaseStore lease,
            TermStore terms,
            Drain fencedWork,
            Ticker ticker,
            Consumer<Event> answers) {
        this.calls = calls;
        this.lease = lease;
        this.terms = terms;
        this.fencedWork = fencedWork;
        this.ticker = ticker;
        this.answers = answers;
    }

    @Override
    public void accept(Command command) {
        // Trust counts from here, before the request is sent.
        long askedAt = ticker.nanos();
        switch (command) {
            case Command.AcquireLease(var bid, var record, var observed, var atMost) ->
                ask(
                        Target.LEASE,
                        atMost,
                        () -> lease.acquire(bid, record, observed, atMost),
                        it -> new Event.LeaseAnswered(bid, askedAt, it.orElse(new LeaseAnswer.Failed())));
            case Command.ReadLease(var bid, var atMost) ->
                ask(
                        Target.LEASE_READ,
                        atMost,
                        () -> lease.read(atMost),
                        it -> new Event.LeaseRead(bid, it.orElse(new ReadAnswer.Failed())));
            case Command.ClaimTerm claim -> claim(claim, Deadline.in(claim.atMost(), askedAt));
            case Command.RenewTerm(var bid, var term, var atMost) ->
                ask(
                        Target.TERM,
                        atMost,
                        () -> terms.renew(bid, term),
                        it -> new Event.TermAnswered(bid, askedAt, it.orElse(new TermAnswer.Failed())));
            case Command.ReadTerm(var bid, var atMost) ->
                ask(
                        Target.TERM_READ,
                        atMost,
                        terms::read,
                        it -> new Event.TermRead(bid, it.orElse(new ReadAnswer.Failed())));
            case Command.Verify(var bid, var atMost) ->
                ask(
                        Target.READ_BACK,
                        atMost,
                        () -> terms.verify(bid),
                        it -> new Event.Verified(bid, it.orElse(new VerifyAnswer.Failed())));
            case Command.Drain(var bid, var atMost) ->
                fencedWork.drain(atMost, () -> answers.accept(new Event.Drained(bid)));
            case Command.ReleaseTerm(var bid, var reason, var atMost) ->
                ask(
                        Target.TERM,
                        atMost,
                        () -> done(() -> terms.release(bid, reason)),
                        _ -> new Event.TermReleased(bid));
            case Command.ReleaseLease(var bid, var atMost) ->
                ask(Target.LEASE, atMost, () -> lease.release(bid, atMost), _ -> new Event.LeaseReleased(bid));
        }
    }

    /** No term is asked for that could not be read back. */
    private void claim(Command.ClaimTerm command, Deadline until) {
        var bid = command.bid();
        calls.ask(
                Target.READ_BACK,
                command.atMost(),
                () -> done(() -> terms.prepareReadBack(bid)),
                prepared -> claimIf(prepared.isPresent(), command, until));
    }

    private void claimIf(boolean prepared, Command.ClaimTerm command, Deadline until) {
        var bid = command.bid();
        long askedAt = ticker.nanos();
        if (!prepared || until.passed(askedAt)) {
            answers.accept(new Event.TermAnswered(bid, askedAt, new TermAnswer.Failed()));
            return;
        }
        ask(
                Target.TERM,
                until.left(askedAt),
                () -> terms.claim(bid, command.highest(), command.observed()),
                it -> new Event.TermAnswered(bid, askedAt, it.orElse(new TermAnswer.Failed())));
    }

    private <T> void ask(Target target, Duration atMost, Callable<T> call, Function<Optional<T>, Event> answer) {
        calls.ask(target, atMost, call, it -> answers.accept(answer.apply(it)));
    }

    private static boolean done(Runnable call) {
        call.run();
        return true;
    }

    /** Waits for the fenced work that saw the trust of a leader who leaves. */
    @FunctionalInterface
    interface Drain {

        /** @param done runs once, when all of it has ended or {@code atMost} is over */
        void drain(Duration atMost, Runnable done);
    }
}
