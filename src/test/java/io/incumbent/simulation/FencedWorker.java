package io.incumbent.simulation;

import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.simulation.SimulatedNetwork.Store;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the application does with the leadership: writes in fenced transactions for as long as it believes that it leads. */
final class FencedWorker {

    private final Simulation simulation;
    private final SimulatedInstance self;
    private int underWay;
    private @Nullable Runnable drained;
    private boolean running;

    FencedWorker(Simulation simulation, SimulatedInstance self) {
        this.simulation = simulation;
        this.self = self;
    }

    void start() {
        if (!running) {
            running = true;
            next();
        }
    }

    private void next() {
        long heartbeat = simulation.parameters().timing().heartbeat().toNanos();
        self.afterLocally(Duration.ofNanos(simulation.chance().nextLong(heartbeat)), () -> {
            self.believes().ifPresent(this::write);
            running = self.role() instanceof Role.Leader;
            if (running) {
                next();
            }
        });
    }

    /** Asked "do I lead?", was told yes, and may be paused at any moment from here on. */
    private void write(LeaderRecord record) {
        var write = new Underway();
        underWay++;
        simulation
                .network()
                .<Optional<SimulatedFenceLock.Write>>ask(
                        self,
                        Store.POSTGRESQL,
                        simulation.parameters().timing().callLimit(),
                        reply -> reply.accept(Optional.ofNullable(
                                simulation.stores().fenceLock().begin(record.bid(), record.term()))),
                        begun -> begun.ifPresentOrElse(open -> work(open, write), write::finish),
                        write::finish);
    }

    private void work(SimulatedFenceLock.Write open, Underway write) {
        boolean slow = simulation.chance().nextInt(8) == 0;
        long takes = simulation.chance().nextLong(slow ? 1_000_000_000L : 20_000_000L);
        self.afterLocally(Duration.ofNanos(takes), () -> {
            simulation.network().carry(self, () -> {
                if (simulation.network().reaches(self, Store.POSTGRESQL)) {
                    simulation.stores().fenceLock().commit(open);
                }
            });
            write.finish();
        });
    }

    void drain(Duration atMost, Runnable whenDone) {
        drained = whenDone;
        self.afterLocally(underWay == 0 ? Duration.ZERO : atMost, () -> {
            if (whenDone == drained) {
                tellDrained();
            }
        });
    }

    private void tellDrained() {
        var told = drained;
        if (told != null) {
            drained = null;
            told.run();
        }
    }

    private final class Underway {
        private boolean finished;

        void finish() {
            if (!finished) {
                finished = true;
                underWay--;
                if (underWay == 0) {
                    tellDrained();
                }
            }
        }
    }
}
