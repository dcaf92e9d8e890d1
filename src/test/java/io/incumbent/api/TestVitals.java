package io.incumbent.api;

import io.incumbent.coordinator.Pulse;
import io.incumbent.database.DatabaseReady;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;

/** A beat and a database that are as a test says. */
@Alternative
@Singleton
public class TestVitals implements Pulse, DatabaseReady {

    private volatile Duration sinceLastTurn = Duration.ZERO;
    private volatile boolean ready = true;

    public void silentFor(Duration silence) {
        sinceLastTurn = silence;
    }

    public void databaseReady(boolean yes) {
        ready = yes;
    }

    @Override
    public Duration sinceLastTurn() {
        return sinceLastTurn;
    }

    @Override
    public boolean ready() {
        return ready;
    }
}
