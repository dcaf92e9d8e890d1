package io.incumbent.intake;

import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.LeadershipState;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.election.Term;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A leadership whose fenced work stands still at one place, as in a process that is paused there. */
public final class HeldLeadership implements Leadership {

    public enum Place {
        BEFORE_THE_FENCE,
        AFTER_THE_FENCE,
        BEFORE_THE_COMMIT
    }

    private final Leadership real;
    private final Place place;
    private final CountDownLatch there = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    public HeldLeadership(Leadership real, Place place) {
        this.real = real;
        this.place = place;
    }

    public void awaitHeld() throws InterruptedException {
        if (!there.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("never came there");
        }
    }

    public void goOn() {
        goOn.countDown();
    }

    @Override
    public Optional<Term> term() {
        return real.term();
    }

    @Override
    public LeadershipState state() {
        return real.state();
    }

    @Override
    public <T> FencedResult<T> fenced(FencedWork<T> work) {
        holdAt(Place.BEFORE_THE_FENCE);
        return real.fenced((connection, term) -> {
            holdAt(Place.AFTER_THE_FENCE);
            T done = work.run(connection, term);
            holdAt(Place.BEFORE_THE_COMMIT);
            return done;
        });
    }

    private void holdAt(Place here) {
        if (here != place) {
            return;
        }
        there.countDown();
        try {
            if (!goOn.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held for ever");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
