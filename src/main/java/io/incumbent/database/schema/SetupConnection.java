package io.incumbent.database.schema;

import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.connection.PoolerCheck;
import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.incumbent.database.schema.SchemaValidator.Mismatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What initialisation does in the database, all of it on one connection of its own. The lock is the session's, and the
 * migrations run in that very session: who loses the lock has lost the migration, and what it had not committed.
 */
final class SetupConnection implements AutoCloseable {

    /** Where the connection comes from. */
    @FunctionalInterface
    interface ConnectionSource {
        Connection open() throws SQLException;
    }

    /**
     * @param setup of the connection that all of it is done on
     * @param serving what stands between us and the server on a connection like those that the pools are filled with
     */
    record Sources(ConnectionSource setup, PoolerProbe serving) {}

    /** A connection that was looked at. */
    @FunctionalInterface
    interface PoolerProbe {
        PoolerCheck pooler() throws SQLException;
    }

    private final Sources sources;
    private final boolean migrates;
    private final SetupSessionLimits limits;
    private final FlywayMigrations migrations;
    private final DatabaseErrorMessage errorMessage;
    private final String instance;
    private @Nullable Connection connection;
    private boolean locked;

    /**
     * @param migrates false if only to look: then the session is left as it is, since it may be a pooler's
     * @param instance named as the holder to those who wait for the lock
     */
    SetupConnection(
            Sources sources,
            boolean migrates,
            SetupSessionLimits limits,
            FlywayMigrations migrations,
            DatabaseErrorMessage errorMessage,
            String instance) {
        this.sources = sources;
        this.migrates = migrates;
        this.limits = limits;
        this.migrations = migrations;
        this.errorMessage = errorMessage;
        this.instance = instance;
    }

    SetupEvent connect() throws SQLException {
        close();
        var fresh = sources.setup().open();
        connection = fresh;
        var objection = objection(fresh);
        if (objection.isPresent()) {
            return new SetupEvent.Failed(SetupProblem.lasting(objection.get()));
        }
        if (migrates) {
            limits.apply(fresh);
        }
        return new SetupEvent.Connected();
    }

    private Optional<String> objection(Connection fresh) throws SQLException {
        var objection = migrates ? PoolerCheck.seen(fresh).whyNoSetup() : Optional.<String>empty();
        return objection.isPresent() ? objection : sources.serving().pooler().whyNoTraffic();
    }

    SchemaVersion look() throws SQLException {
        return SchemaHistory.version(connection());
    }

    SetupEvent tryLock() throws SQLException {
        var event = SchemaLock.tryLock(connection(), instance);
        locked = event instanceof SetupEvent.LockGranted;
        return event;
    }

    SetupEvent migrate(Consumer<MigrationProgress> progress) throws SQLException {
        try (var _ = limits.forMigrations(connection())) {
            migrations.apply(connection(), progress);
        }
        return new SetupEvent.Migrated();
    }

    SetupEvent validate() throws SQLException {
        var mismatch = SchemaValidator.misfit(connection());
        if (mismatch.isPresent()) {
            return new SetupEvent.Failed(trouble(mismatch.get()));
        }
        if (locked) {
            locked = false;
            SchemaLock.release(connection());
        }
        return new SetupEvent.Valid();
    }

    private SetupProblem trouble(Mismatch mismatch) {
        var missing = String.join(", ", mismatch.missing());
        return switch (mismatch) {
            case Mismatch.Parts _ ->
                SetupProblem.lasting("schema does not fit the code missing=\"" + missing
                        + "\": it was changed by hand, put it back");
            case Mismatch.Rights _ -> SetupProblem.lasting(errorMessage.missingRights(missing));
        };
    }

    /** The server frees the lock with the session, whatever state it is in. */
    @Override
    public void close() {
        var old = connection;
        connection = null;
        locked = false;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // it was of no use any more, which is why it is closed
            }
        }
    }

    private Connection connection() {
        return Optional.ofNullable(connection).orElseThrow(() -> new IllegalStateException("not connected"));
    }
}
