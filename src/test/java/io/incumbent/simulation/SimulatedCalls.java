package io.incumbent.simulation;

import io.incumbent.coordinator.stores.StoreCalls;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** One instance's calls over the simulated network: each is carried out when, and as often as, it arrives at the store. */
final class SimulatedCalls implements StoreCalls {

    private final Simulation simulation;
    private final SimulatedInstance self;
    private final RequestRate requests;

    SimulatedCalls(Simulation simulation, SimulatedInstance self, RequestRate requests) {
        this.simulation = simulation;
        this.self = self;
        this.requests = requests;
    }

    @Override
    public <T> void ask(Target target, Duration atMost, Callable<T> call, Consumer<Optional<T>> done) {
        var store =
                switch (target.store()) {
                    case REDIS -> SimulatedNetwork.Store.REDIS;
                    case POSTGRES, READ_BACK -> SimulatedNetwork.Store.POSTGRESQL;
                };
        requests.count(target.store(), () -> self.role().toString());
        var told = new Told<>(done);
        simulation
                .network()
                .<Optional<T>>ask(
                        self, store, atMost, reply -> carryOut(call, reply), told, () -> told.accept(Optional.empty()));
    }

    /** The product drops late and repeated answers. The election is told of them all the same: it must not depend on that. */
    private static final class Told<T> implements Consumer<Optional<T>> {

        private final Consumer<Optional<T>> done;
        private boolean answered;

        Told(Consumer<Optional<T>> done) {
            this.done = done;
        }

        @Override
        public void accept(Optional<T> answer) {
            if (!answered || answer.filter(Told::forElection).isPresent()) {
                answered = true;
                done.accept(answer);
            }
        }

        private static boolean forElection(Object answer) {
            return answer instanceof LeaseAnswer
                    || answer instanceof TermAnswer
                    || answer instanceof ReadAnswer
                    || answer instanceof VerifyAnswer;
        }
    }

    private <T> void carryOut(Callable<T> call, Consumer<Optional<T>> reply) {
        try {
            reply.accept(Optional.of(call.call()));
        } catch (SimulatedFenceLock.Held held) {
            held.lock().alone(held.patience(), () -> carryOut(call, reply), () -> reply.accept(Optional.empty()));
        } catch (InvariantViolation violation) {
            throw violation;
        } catch (Exception e) {
            throw new AssertionError("a simulated store fails by not answering only", e);
        }
    }
}
