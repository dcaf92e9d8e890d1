package io.incumbent.simulation;

import io.incumbent.election.Event;
import io.incumbent.election.HolderComparison;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.simulation.SimulatedNetwork.Store;
import java.time.Duration;

/**
 * Compares the stores from time to time, as the product's shell does, as far as the core is told of it: a leader hears
 * whether PostgreSQL, read back while Redis answers, names another, or nobody. What a follower sees is only counted.
 */
final class SimulatedSplitBrainCheck {

    private final Simulation simulation;
    private final SimulatedInstance self;
    private final Duration every;
    private final Duration callLimit;

    SimulatedSplitBrainCheck(Simulation simulation, SimulatedInstance self) {
        this.simulation = simulation;
        this.self = self;
        var timing = self.timing();
        this.every = timing.heartbeat().multipliedBy(simulation.parameters().checkEveryBeats());
        this.callLimit = timing.callLimit();
    }

    void plan() {
        self.afterLocally(every, () -> {
            self.role().verifiedRecord(self.now()).ifPresent(this::askRedis);
            plan();
        });
    }

    private void askRedis(LeaderRecord led) {
        simulation
                .network()
                .<Boolean>ask(
                        self,
                        Store.REDIS,
                        callLimit,
                        reply -> reply.accept(true),
                        _ -> askPostgresql(led),
                        SimulatedSplitBrainCheck::noAnswerIsNoContradiction);
    }

    private void askPostgresql(LeaderRecord led) {
        simulation
                .network()
                .<VerifyAnswer>ask(
                        self,
                        Store.POSTGRESQL,
                        callLimit,
                        reply -> reply.accept(simulation.stores().readBack()),
                        answer -> judge(led, answer),
                        SimulatedSplitBrainCheck::noAnswerIsNoContradiction);
    }

    private void judge(LeaderRecord led, VerifyAnswer answer) {
        if (answer instanceof VerifyAnswer.Seen(var holder) && HolderComparison.contradicts(led, holder)) {
            self.handle(new Event.HolderMismatch(led.bid(), holder));
        }
    }

    private static void noAnswerIsNoContradiction() {
        // as it says
    }
}
