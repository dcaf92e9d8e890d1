package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.Command;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
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

    SimulatedExecutor(Simulation simulation, SimulatedInstance self) {
        this.simulation = simulation;
        this.self = self;
        this.worker = new FencedWorker(simulation, self);
    }

    void carryOut(Command command) {
        switch (command) {
            case Command.AcquireLease(var bid, var record, var atMost) -> acquire(bid, record, atMost);
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

    private void acquire(Bid bid, Optional<LeaderRecord> record, Duration atMost) {
        long askedAt = self.now();
        simulation
                .network()
                .<LeaseAnswer>ask(
                        self,
                        Store.REDIS,
                        atMost,
                        reply -> reply.accept(simulation.stores().acquire(bid, record)),
                        answer -> self.handle(new Event.LeaseAnswered(bid, told(askedAt), answer)),
                        () -> self.handle(new Event.LeaseAnswered(bid, askedAt, new LeaseAnswer.Failed())));
    }

    private void claim(Command.ClaimTerm command) {
        long askedAt = self.now();
        var bid = command.bid();
        simulation
                .network()
                .<TermAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        command.atMost(),
                        reply -> simulation.stores().claim(bid, command.highest(), reply),
                        answer -> self.handle(new Event.TermAnswered(bid, told(askedAt), answer)),
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
                        reply -> reply.accept(simulation.stores().renew(bid, command.term())),
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

    private boolean dropsReleases() {
        return simulation.parameters().bug() == PlantedBug.RELEASE_GUARDED_BY_A_FLAG
                && self.believes().isEmpty();
    }

    /** When the core is told that the question was asked. */
    private long told(long askedAt) {
        return simulation.parameters().bug() == PlantedBug.TRUST_COUNTED_FROM_THE_ANSWER ? self.now() : askedAt;
    }
}
