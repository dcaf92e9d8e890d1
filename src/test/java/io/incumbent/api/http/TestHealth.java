package io.incumbent.api.http;

import io.incumbent.coordinator.LoopHealth;
import io.incumbent.database.schema.DatabaseReadiness;
import io.incumbent.database.schema.DatabaseStatus;
import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A beat and a database that are as a test says. */
@Alternative
@Singleton
public class TestHealth implements LoopHealth, DatabaseReadiness {

    private volatile Duration sinceLastTurn = Duration.ZERO;
    private volatile boolean registered = true;
    private volatile DatabaseStatus database = status(DatabaseState.READY);

    public void silentFor(Duration silence) {
        sinceLastTurn = silence;
    }

    public void registered(boolean yes) {
        registered = yes;
    }

    public void databaseReady(boolean yes) {
        databaseIs(status(yes ? DatabaseState.READY : DatabaseState.CONNECTING));
    }

    public void databaseIs(DatabaseStatus status) {
        database = status;
    }

    @Override
    public Duration sinceLastTurn() {
        return sinceLastTurn;
    }

    @Override
    public boolean registered() {
        return registered;
    }

    @Override
    public DatabaseStatus status() {
        return database;
    }

    private static DatabaseStatus status(DatabaseState state) {
        return new DatabaseStatus(state, Optional.empty(), "as a test says", Instant.EPOCH, 1, Optional.empty());
    }
}
