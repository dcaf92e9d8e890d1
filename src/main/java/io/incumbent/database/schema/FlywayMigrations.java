package io.incumbent.database.schema;

import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * The migrations by Flyway, on a connection that is given to it. Flyway's own lock is set to session level: only then it
 * uses one connection, and records a migration in the transaction that applied it.
 */
final class FlywayMigrations {

    private final Configuration found;

    /** @param found the configuration with the migrations, which a native binary finds when it is built */
    FlywayMigrations(Configuration found) {
        this.found = found;
    }

    /** @param progress called before each migration, and after the last */
    void apply(Connection connection, Consumer<MigrationProgress> progress) {
        var configuration = new FluentConfiguration()
                .configuration(found)
                .dataSource(new OneConnection(connection))
                .table(SchemaHistory.TABLE)
                // others may have tables in this schema
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .group(false);
        configuration
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        var counted = new Counted(progress);
        var flyway = configuration.callbacks(counted).load();
        counted.total = flyway.info().pending().length;
        flyway.migrate();
        counted.end();
    }

    private static final class Counted extends BaseCallback {

        private final Consumer<MigrationProgress> progress;
        private int total;
        private int begun;
        private String last = "";

        Counted(Consumer<MigrationProgress> progress) {
            this.progress = progress;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public void handle(Event event, Context context) {
            last = name(context.getMigrationInfo());
            progress.accept(new MigrationProgress(begun, total, last));
            begun++;
        }

        void end() {
            progress.accept(new MigrationProgress(total, total, last));
        }

        private static String name(MigrationInfo migration) {
            return migration.getVersion() + " " + migration.getDescription();
        }
    }

    /** A data source that returns the same connection at each call. Flyway cannot close it. */
    private static final class OneConnection implements DataSource {

        private final Connection unclosed;

        OneConnection(Connection connection) {
            this.unclosed = (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            return null;
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public Connection getConnection() {
            return unclosed;
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("the connection is there already, under its own user");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLFeatureNotSupportedException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }
    }
}
