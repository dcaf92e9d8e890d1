package io.incumbent.database.schema;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.database.connection.PoolerCheck;
import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.incumbent.database.schema.SchemaValidator.Mismatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connection of the setup, on which all its statements run. The lock belongs to the session, and the migrations run
 * in the same session: if the lock is lost, the migration that is not committed is lost, too.
 */
final class SetupConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SetupConnection.class);

    /** The source of the connection. */
    @FunctionalInterface
    interface ConnectionSource {
        Connection open() throws SQLException;
    }

    /**
     * @param setup source of the connection for the setup
     * @param serving checks for a pooler on a connection like those of the pools
     */
    record Sources(ConnectionSource setup, PoolerProbe serving) {}

    /** The check of a connection for a pooler. */
    @FunctionalInterface
    interface PoolerProbe {
        PoolerCheck pooler() throws SQLException;
    }

    private final Sources sources;
    private final boolean migrates;
    private final SetupSessionLimits limits;
    private final FlywayMigrations migrations;
    private final DatabaseErrorMessage errorMessage;
    private final InstanceIdentity identity;
    private @Nullable Connection connection;
    private boolean locked;

    /**
     * @param migrates false if the setup only reads: then it does not change the session, which may be a pooler's
     * @param identity the id that others see as the holder of the lock, and the version of this program
     */
    SetupConnection(
            Sources sources,
            boolean migrates,
            SetupSessionLimits limits,
            FlywayMigrations migrations,
            DatabaseErrorMessage errorMessage,
            InstanceIdentity identity) {
        this.sources = sources;
        this.migrates = migrates;
        this.limits = limits;
        this.migrations = migrations;
        this.errorMessage = errorMessage;
        this.identity = identity;
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

    SchemaVersion readVersion() throws SQLException {
        return SchemaHistory.version(connection(), identity.version());
    }

    SetupEvent tryLock() throws SQLException {
        var event = SchemaLock.tryLock(connection(), identity.instance());
        locked = event instanceof SetupEvent.LockGranted;
        return event;
    }

    SetupEvent migrate(Consumer<MigrationProgress> progress) throws SQLException {
        try (var _ = limits.forMigrations(connection())) {
            migrations.apply(connection(), progress);
        }
        return new SetupEvent.Migrated();
    }

    /** The last step of every start, so it is also the one place that warns, once, of a server that may lose commits. */
    SetupEvent validate() throws SQLException {
        var mismatch = SchemaValidator.mismatch(connection());
        if (mismatch.isPresent()) {
            return new SetupEvent.Failed(problem(mismatch.get()));
        }
        var durability = DurabilityCheck.warnings(connection());
        if (locked) {
            locked = false;
            SchemaLock.release(connection());
        }
        durability.forEach(LOG::warn);
        return new SetupEvent.Valid();
    }

    private SetupProblem problem(Mismatch mismatch) {
        var missing = String.join(", ", mismatch.missing());
        return switch (mismatch) {
            case Mismatch.Parts _ ->
                SetupProblem.lasting("schema does not fit the code missing=\"" + missing
                        + "\": it was changed by hand, put it back; or a newer release changed it, run that release");
            case Mismatch.Rights _ -> SetupProblem.lasting(errorMessage.missingRights(missing));
        };
    }

    /** The server releases the lock with the session. */
    @Override
    public void close() {
        var old = connection;
        connection = null;
        locked = false;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // the connection is not needed any more
            }
        }
    }

    private Connection connection() {
        return Optional.ofNullable(connection).orElseThrow(() -> new IllegalStateException("not connected"));
    }
}
