package io.incumbent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL with an empty database, reachable on the loopback address only. Ends with its guard. */
public final class PostgresProcess {

    private static final String NAME = "incumbent";
    private static final String URL = "jdbc:postgresql://127.0.0.1:%d/%s";
    private static final int START_LIMIT_SECONDS = 60;

    private final int port;

    private PostgresProcess(int port) {
        this.port = port;
    }

    public static PostgresProcess start(ProcessGroup processes, int port) throws IOException {
        var folder = processes.folder().resolve("postgres");
        var log = processes.folder().resolve("postgres.log");
        var password = processes.folder().resolve("postgres.password");
        PostgresBinaries.unpackInto(folder);
        Files.writeString(password, NAME);
        processes.run(
                command(
                        processes,
                        "initdb",
                        "--no-sync",
                        "--username=" + NAME,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--pgdata=" + data(processes)),
                log,
                START_LIMIT_SECONDS);
        // pg_ctl gives the server a session of its own, where the terminal's Ctrl-C does not reach it; without a socket
        // file nothing of it lies outside the folder
        var options = "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=''".formatted(port);
        processes.run(
                command(
                        processes,
                        "pg_ctl",
                        "start",
                        "--wait",
                        "--timeout=" + START_LIMIT_SECONDS,
                        "--pgdata=" + data(processes),
                        "--log=" + log,
                        "--options=" + options),
                log,
                START_LIMIT_SECONDS);
        createDatabase(port);
        return new PostgresProcess(port);
    }

    private static Path data(ProcessGroup processes) {
        return processes.folder().resolve("postgres-data");
    }

    /** PostgreSQL refuses to run as root. In a user namespace of its own, root is nobody. */
    private static List<String> command(ProcessGroup processes, String program, String... arguments)
            throws IOException {
        var command = new ArrayList<String>();
        if (Integer.valueOf(0).equals(Files.getAttribute(processes.folder(), "unix:uid"))) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(processes.folder().resolve("postgres/bin/" + program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void createDatabase(int port) throws IOException {
        try (var connection = DriverManager.getConnection(URL.formatted(port, "postgres"), NAME, NAME);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + NAME);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL on port %d: %s".formatted(port, e.getMessage()), e);
        }
    }

    /** What an instance needs to know to use this database. */
    public Map<String, String> environment() {
        return Map.of(
                "INCUMBENT_DATABASE_URL", URL.formatted(port, NAME),
                "INCUMBENT_DATABASE_USERNAME", NAME,
                "INCUMBENT_DATABASE_PASSWORD", NAME);
    }
}
