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

    private final Simulation world;
    private final SimulatedInstance self;
    private final FencedWorker worker;

    SimulatedExecutor(Simulation world, SimulatedInstance self) {
        this.world = world;
        this.self = self;
        this.worker = new FencedWorker(world, self);
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
        world.network()
                .<LeaseAnswer>ask(
                        self,
                        Store.REDIS,
                        atMost,
                        reply -> reply.accept(world.stores().acquire(bid, record)),
                        answer -> self.handle(new Event.LeaseAnswered(bid, told(askedAt), answer)),
                        () -> self.handle(new Event.LeaseAnswered(bid, askedAt, new LeaseAnswer.Failed())));
    }

    private void claim(Command.ClaimTerm command) {
        long askedAt = self.now();
        var bid = command.bid();
        world.network()
                .<TermAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        command.atMost(),
                        reply -> world.stores().claim(bid, command.highest(), reply),
                        answer -> self.handle(new Event.TermAnswered(bid, told(askedAt), answer)),
                        () -> self.handle(new Event.TermAnswered(bid, askedAt, new TermAnswer.Failed())));
    }

    private void renew(Command.RenewTerm command) {
        long askedAt = self.now();
        var bid = command.bid();
        world.network()
                .<TermAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        command.atMost(),
                        reply -> reply.accept(world.stores().renew(bid, command.term())),
                        answer -> self.handle(new Event.TermAnswered(bid, told(askedAt), answer)),
                        () -> self.handle(new Event.TermAnswered(bid, askedAt, new TermAnswer.Failed())));
    }

    private void verify(Bid bid, Duration atMost) {
        world.watch().verificationAsked(self);
        if (world.setup().variant() == PlantedBug.VERIFICATION_LEFT_OUT) {
            self.afterLocally(
                    Duration.ZERO,
                    () -> self.handle(new Event.Verified(bid, world.watch().claimed(self))));
            return;
        }
        world.network()
                .<VerifyAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        atMost,
                        reply -> reply.accept(world.stores().readBack()),
                        answer -> self.handle(new Event.Verified(bid, answer)),
                        () -> self.handle(new Event.Verified(bid, new VerifyAnswer.Failed())));
    }

    private void releaseTerm(Bid bid, Duration atMost) {
        Runnable done = () -> self.handle(new Event.TermReleased(bid));
        if (dropsReleases()) {
            self.afterLocally(Duration.ZERO, done);
            return;
        }
        world.network()
                .<Boolean>ask(
                        self,
                        Store.POSTGRESQL,
                        atMost,
                        reply -> reply.accept(world.stores().releaseTerm(self, bid)),
                        _ -> done.run(),
                        done);
    }

    private void releaseLease(Bid bid, Duration atMost) {
        Runnable done = () -> self.handle(new Event.LeaseReleased(bid));
        if (dropsReleases()) {
            world.watch().releaseAnswered(self, bid);
            self.afterLocally(Duration.ZERO, done);
            return;
        }
        world.network()
                .<Boolean>ask(
                        self,
                        Store.REDIS,
                        atMost,
                        reply -> reply.accept(world.stores().releaseLease(self, bid)),
                        _ -> {
                            world.watch().releaseAnswered(self, bid);
                            done.run();
                        },
                        done);
    }

    private boolean dropsReleases() {
        return world.setup().variant() == PlantedBug.RELEASE_GUARDED_BY_A_FLAG
                && self.believes().isEmpty();
    }

    /** When the core is told that the question was asked. */
    private long told(long askedAt) {
        return world.setup().variant() == PlantedBug.TRUST_COUNTED_FROM_THE_ANSWER ? self.now() : askedAt;
    }
}
