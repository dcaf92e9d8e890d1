package io.incumbent.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Carries questions to a store and answers back: late, twice, out of order, or never. */
final class SimulatedNetwork {

    enum Store {
        REDIS,
        POSTGRESQL
    }

    private final Simulation simulation;
    private final RandomGenerator chance;
    private final Set<Store> down = EnumSet.noneOf(Store.class);
    private boolean healed;

    SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.chance = simulation.chance();
    }

    /** From now on every message arrives once, and soon. */
    void heal() {
        healed = true;
        down.clear();
    }

    void setDown(Store store, boolean isDown) {
        if (isDown && !healed) {
            down.add(store);
        } else {
            down.remove(store);
        }
    }

    /**
     * Asks a store. The answer may come after {@code failed} was reported, and more than once.
     *
     * @param question carried out at the store, which answers through what it is given, at once or later
     * @param answered runs at the instance
     * @param failed runs at the instance when {@code atMost} is over without an answer
     */
    <A> void ask(
            SimulatedInstance from,
            Store store,
            Duration atMost,
            Consumer<Consumer<A>> question,
            Consumer<A> answered,
            Runnable failed) {
        var call = new Call<>(answered, failed);
        Runnable arrives = () -> {
            if (reaches(from, store)) {
                question.accept(answer -> {
                    if (!from.hearsTooLate(store)) {
                        carry(from, () -> {
                            if (reaches(from, store)) {
                                from.deliver(() -> call.answer(answer));
                            }
                        });
                    }
                });
            } else if (chance.nextInt(3) == 0) {
                carry(from, () -> from.deliver(call::giveUp)); // connection refused: known at once
            }
        };
        if (from.asksSlowly() && !healed) {
            long limit = atMost.toNanos();
            simulation.scheduler().after(limit * 8 / 10 + chance.nextLong(limit / 10 + 1), arrives);
        } else {
            carry(from, arrives);
        }
        from.afterLocally(atMost, call::giveUp);
    }

    /** Sends one message from or to {@code end}, perhaps twice, perhaps not at all. */
    void carry(SimulatedInstance end, Runnable message) {
        if (!healed && chance.nextDouble() < simulation.parameters().loss()) {
            return;
        }
        simulation.scheduler().after(delay(end), message);
        if (!healed && chance.nextDouble() < simulation.parameters().duplication()) {
            simulation.scheduler().after(delay(end), message);
        }
    }

    boolean reaches(SimulatedInstance instance, Store store) {
        return !down.contains(store) && !instance.cutOffFrom(store);
    }

    private long delay(SimulatedInstance end) {
        if (!healed
                && chance.nextDouble()
                        < (end.slow() ? 0.6 : simulation.parameters().slowness())) {
            return chance.nextLong(simulation.parameters().slowest().toNanos());
        }
        return 100_000 + chance.nextLong(1_900_000);
    }

    private final class Call<A> {
        private final Consumer<A> answered;
        private final Runnable failed;
        private boolean over;

        Call(Consumer<A> answered, Runnable failed) {
            this.answered = answered;
            this.failed = failed;
        }

        void answer(A answer) {
            if (!over || simulation.parameters().lateAnswers()) {
                over = true;
                answered.accept(answer);
            }
        }

        void giveUp() {
            if (!over) {
                over = true;
                failed.run();
            }
        }
    }
}
