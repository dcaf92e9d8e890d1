package io.incumbent.stores;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real PostgreSQL on the loopback address that can be restarted, crashed, paused and followed by a standby. */
public final class PostgresServer implements AutoCloseable {

    public static final String USER = "postgres";

    /** Only connections to a server under a {@link ProcessGroup} need one. */
    private static final String NO_PASSWORD = "";

    private final int port;
    private final String password;
    private final PostgresDataDirectory files;
    private final List<PostgresStandby> standbys = new ArrayList<>();

    private PostgresServer(int port, String password, PostgresDataDirectory files) {
        this.port = port;
        this.password = password;
        this.files = files;
    }

    /** Forgets commits when it crashes and is fast: right for whatever is not about durability or speed. */
    public static PostgresServer start() {
        return start(Map.of());
    }

    /** With fsync and synchronous commits, as in production. */
    public static PostgresServer startDurable() {
        return start(Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on"));
    }

    /** @param settings server settings, for example max_connections */
    public static PostgresServer start(Map<String, String> settings) {
        var dataDirectory = Path.of(System.getProperty("java.io.tmpdir"), "incumbent-pg-" + UUID.randomUUID());
        // An odd zone, so that nothing depends on the server's being ours.
        PostgresTemplate.copyTo(dataDirectory);
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(dataDirectory)
                .setCleanDataDirectory(false) // else initdb would make it anew
                .setServerConfig("timezone", "Pacific/Chatham")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setRegisterShutdownHook(false) // ours knows of crashed and paused servers, too
                .setPGStartupWait(Duration.ofSeconds(30));
        settings.forEach(builder::setServerConfig);
        try {
            int port = builder.start().getPort();
            var server = new PostgresServer(port, NO_PASSWORD, PostgresDataDirectory.of(dataDirectory));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Started under a group, which ends it and removes its files at the latest; there is one in each group.
     *
     * @param name of an empty database that it has then, and its password
     */
    public static PostgresServer start(ProcessGroup processes, int port, String name) throws IOException {
        var server = new PostgresServer(port, name, PostgresInstallation.start(processes, port, USER, name));
        try {
            server.createDatabase(name);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL on port %d: %s".formatted(port, e.getMessage()), e);
        }
        return server;
    }

    public int port() {
        return port;
    }

    public String user() {
        return USER;
    }

    /** Empty if there is none. */
    public String password() {
        return password;
    }

    /** The database that is always there. */
    public String url() {
        return url(USER);
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** The url of a new, empty database. */
    public String newDatabase() {
        var name = "t" + UUID.randomUUID().toString().replace("-", "");
        try {
            createDatabase(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private void createDatabase(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(url(), USER, password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
    }

    /** Stops with a checkpoint and starts again. */
    public void restart() {
        stop();
        up();
    }

    public void stop() {
        files.stop("fast");
    }

    /** Ends at once, as by a loss of power. What was not durable is lost. */
    public void crash() {
        files.stop("immediate");
    }

    /** Starts again on the same port after {@link #stop} or {@link #crash}. */
    public void up() {
        files.start();
    }

    /** Everything stands still, and the kernel goes on accepting connections for it. */
    public void pause() {
        files.signal("STOP");
    }

    public void resume() {
        files.signal("CONT");
    }

    /** As by a change of pg_hba.conf: connections of the role that are open stay, new ones are refused. */
    public void refuseNewConnections(String role) {
        files.prependHostRule("host all " + role + " all reject");
        reload();
    }

    /** After {@link #refuseNewConnections}. */
    public void acceptNewConnections() {
        files.restoreHostRules();
        reload();
    }

    private void reload() {
        execute(url(), "SELECT pg_reload_conf()");
    }

    /** A hot standby that streams from this server. */
    public PostgresStandby standby() {
        var standby = PostgresStandby.of(this, files);
        standbys.add(standby);
        return standby;
    }

    /** A plain connection to a server without a password, for the test's own questions. */
    public static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, NO_PASSWORD);
    }

    public static void execute(String url, String... statements) {
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For the user of {@link #connect} in this database, in the sessions that begin from now on. */
    public static void setForUser(String url, String setting) {
        alterUser(url, "SET " + setting);
    }

    public static void resetForUser(String url) {
        alterUser(url, "RESET ALL");
    }

    private static void alterUser(String url, String change) {
        execute(
                url,
                "ALTER ROLE %s IN DATABASE %s %s".formatted(USER, url.substring(url.lastIndexOf('/') + 1), change));
    }

    /** May be called twice, and whatever state the server is in. */
    @Override
    public synchronized void close() {
        standbys.forEach(PostgresStandby::close);
        standbys.clear();
        files.signal("CONT");
        files.stop("immediate"); // nothing of it is needed any more, so no checkpoint
        files.delete();
    }
}
