package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.Command;
import io.incumbent.election.Event;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Role;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.simulation.SimulatedNetwork.Store;
import java.time.Duration;
import java.util.Optional;

/** Carries commands out, as the product's shell does: asks, and feeds whatever comes back into the core. */
final class SimulatedExecutor {

    private final Simulation simulation;
    private final SimulatedInstance self;
    private final FencedWorker worker;
    private Optional<GrantStamp> lastObserved = Optional.empty();

    SimulatedExecutor(Simulation simulation, SimulatedInstance self) {
        this.simulation = simulation;
        this.self = self;
        this.worker = new FencedWorker(simulation, self);
    }

    void carryOut(Command command) {
        switch (command) {
            case Command.AcquireLease acquire -> acquire(acquire);
            case Command.ReadLease(var bid, var atMost) -> readLease(bid, atMost);
            case Command.ReadTerm(var bid, var atMost) -> readTerm(bid, atMost);
            case Command.ClaimTerm claim -> claim(claim);
            case Command.RenewTerm renew -> renew(renew);
            case Command.Verify(var bid, var atMost) -> verify(bid, atMost);
            case Command.Drain(var bid, var atMost) -> worker.drain(atMost, () -> self.handle(new Event.Drained(bid)));
            case Command.ReleaseTerm(var bid, var _, var atMost) -> releaseTerm(bid, atMost);
            case Command.ReleaseLease(var bid, var atMost) -> releaseLease(bid, atMost);
        }
    }

    FencedWorker worker() {
        return worker;
    }

    private void acquire(Command.AcquireLease command) {
        long askedAt = self.now();
        var bid = command.bid();
        var ttl = self.timing().ttl();
        lastObserved = command.observed();
        simulation
                .network()
                .<LeaseAnswer>ask(
                        self,
                        Store.REDIS,
                        command.atMost(),
                        reply -> reply.accept(
                                simulation.stores().acquire(bid, command.record(), command.observed(), ttl)),
                        answer ->
                                self.handle(new Event.LeaseAnswered(bid, told(askedAt), told(answer)), seenAt(askedAt)),
                        () -> self.handle(new Event.LeaseAnswered(bid, askedAt, new LeaseAnswer.Failed())));
    }

    private void readLease(Bid bid, Duration atMost) {
        if (simulation.parameters().bug() == PlantedBug.RENEWS_PAST_TRUST
                && self.role() instanceof Role.Leader leader) {
            acquire(new Command.AcquireLease(bid, Optional.of(leader.record()), Optional.empty(), atMost));
            return;
        }
        simulation
                .network()
                .<ReadAnswer>ask(
                        self,
                        Store.REDIS,
                        atMost,
                        reply -> reply.accept(
                                simulation.stores().lease().read(self.timing().ttl())),
                        answer -> self.handle(new Event.LeaseRead(bid, answer)),
                        () -> self.handle(new Event.LeaseRead(bid, new ReadAnswer.Failed())));
    }

    private void readTerm(Bid bid, Duration atMost) {
        if (simulation.parameters().bug() == PlantedBug.RENEWS_PAST_TRUST
                && self.role() instanceof Role.Leader leader) {
            renew(new Command.RenewTerm(bid, leader.record().term(), atMost));
            return;
        }
        long askedAt = self.now();
        simulation
                .network()
                .<ReadAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        atMost,
                        reply -> reply.accept(simulation.stores().ledger().read()),
                        answer -> self.handle(new Event.TermRead(bid, told(answer)), seenAt(askedAt)),
                        () -> self.handle(new Event.TermRead(bid, new ReadAnswer.Failed())));
    }

    private void claim(Command.ClaimTerm command) {
        long askedAt = self.now();
        var bid = command.bid();
        var ttl = self.timing().ttl();
        simulation
                .network()
                .<TermAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        command.atMost(),
                        reply -> simulation.stores().claim(bid, command.highest(), observed(command), ttl, reply),
                        answer ->
                                self.handle(new Event.TermAnswered(bid, told(askedAt), told(answer)), seenAt(askedAt)),
                        () -> self.handle(new Event.TermAnswered(bid, askedAt, new TermAnswer.Failed())));
    }

    private void renew(Command.RenewTerm command) {
        long askedAt = self.now();
        var bid = command.bid();
        simulation
                .network()
                .<TermAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        command.atMost(),
                        reply -> reply.accept(simulation
                                .stores()
                                .renew(bid, command.term(), self.timing().ttl())),
                        answer -> self.handle(new Event.TermAnswered(bid, told(askedAt), answer)),
                        () -> self.handle(new Event.TermAnswered(bid, askedAt, new TermAnswer.Failed())));
    }

    private void verify(Bid bid, Duration atMost) {
        simulation.checker().verificationAsked(self);
        if (simulation.parameters().bug() == PlantedBug.VERIFICATION_LEFT_OUT) {
            self.afterLocally(
                    Duration.ZERO,
                    () -> self.handle(
                            new Event.Verified(bid, simulation.checker().claimed(self))));
            return;
        }
        simulation
                .network()
                .<VerifyAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        atMost,
                        reply -> reply.accept(simulation.stores().readBack()),
                        answer -> self.handle(new Event.Verified(bid, answer)),
                        () -> self.handle(new Event.Verified(bid, new VerifyAnswer.Failed())));
    }

    private void releaseTerm(Bid bid, Duration atMost) {
        Runnable done = () -> self.handle(new Event.TermReleased(bid));
        if (dropsReleases()) {
            self.afterLocally(Duration.ZERO, done);
            return;
        }
        simulation
                .network()
                .<Boolean>ask(
                        self,
                        Store.POSTGRESQL,
                        atMost,
                        reply -> reply.accept(simulation.stores().releaseTerm(self, bid)),
                        _ -> done.run(),
                        done);
    }

    private void releaseLease(Bid bid, Duration atMost) {
        Runnable done = () -> self.handle(new Event.LeaseReleased(bid));
        if (dropsReleases()) {
            simulation.checker().releaseAnswered(self, bid);
            self.afterLocally(Duration.ZERO, done);
            return;
        }
        simulation
                .network()
                .<Boolean>ask(
                        self,
                        Store.REDIS,
                        atMost,
                        reply -> reply.accept(simulation.stores().releaseLease(self, bid)),
                        _ -> {
                            simulation.checker().releaseAnswered(self, bid);
                            done.run();
                        },
                        done);
    }

    /** With that bug, a lease that was taken over by observation excuses the term's expiry as well. */
    private Optional<GrantStamp> observed(Command.ClaimTerm command) {
        return simulation.parameters().bug() == PlantedBug.OBSERVED_IN_REDIS_ALONE && lastObserved.isPresent()
                ? simulation.stores().ledger().read() instanceof ReadAnswer.Read(var held) ? held : Optional.empty()
                : command.observed();
    }

    private LeaseAnswer told(LeaseAnswer answer) {
        return answer instanceof LeaseAnswer.Refused(var holder, var highest, var left, var held)
                ? new LeaseAnswer.Refused(holder, highest, left, told(held))
                : answer;
    }

    private TermAnswer told(TermAnswer answer) {
        return answer instanceof TermAnswer.Refused(var holder, var left, var held)
                ? new TermAnswer.Refused(holder, left, told(held))
                : answer;
    }

    private ReadAnswer told(ReadAnswer answer) {
        return answer instanceof ReadAnswer.Read(var held) ? new ReadAnswer.Read(told(held)) : answer;
    }

    /** For how long the core is told that a grant must be sighted. */
    private Optional<GrantStamp> told(Optional<GrantStamp> held) {
        return held.map(it -> switch (simulation.parameters().bug()) {
            case OBSERVED_FOR_THE_OWN_TTL ->
                new GrantStamp(it.text(), self.timing().ttl());
            case OBSERVED_BY_VALUE ->
                new GrantStamp(it.text().substring(0, it.text().indexOf(' ') + 1), it.ttl());
            case OBSERVED_TOO_SHORTLY -> new GrantStamp(it.text(), it.ttl().dividedBy(2));
            default -> it;
        });
    }

    /** When the core is told that an answer arrived. */
    private long seenAt(long askedAt) {
        return simulation.parameters().bug() == PlantedBug.OBSERVED_FROM_THE_QUESTION ? askedAt : self.now();
    }

    private boolean dropsReleases() {
        return simulation.parameters().bug() == PlantedBug.RELEASE_GUARDED_BY_A_FLAG
                && self.believes().isEmpty();
    }

    /** When the core is told that the question was asked. */
    private long told(long askedAt) {
        return simulation.parameters().bug() == PlantedBug.TRUST_COUNTED_FROM_THE_ANSWER ? self.now() : askedAt;
    }
}
