package io.incumbent.stores;

import java.io.IOException;
import java.nio.file.Files;

/** Installs and starts a PostgreSQL whose files all lie in the folder of a {@link ProcessGroup}, its programs, too. */
final class PostgresInstallation {

    private static final int START_LIMIT_SECONDS = 60;

    private PostgresInstallation() {}

    /** @param password asked of every connection */
    static PostgresDataDirectory start(ProcessGroup processes, int port, String user, String password)
            throws IOException {
        var folder = processes.folder();
        var programs = folder.resolve("postgres");
        var data = folder.resolve("postgres-data");
        var log = folder.resolve("postgres.log");
        var passwordFile = folder.resolve("postgres.password");
        PostgresBinaries.unpackInto(programs);
        Files.writeString(passwordFile, password);
        processes.run(
                PostgresDataDirectory.command(
                        programs.resolve("bin/initdb"),
                        "--no-sync",
                        "--username=" + user,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--pgdata=" + data),
                log,
                START_LIMIT_SECONDS);
        // pg_ctl gives the server a session of its own, where the terminal's Ctrl-C does not reach it; without a socket
        // file nothing of it lies outside the folder
        var options = "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=''".formatted(port);
        processes.run(
                PostgresDataDirectory.command(
                        programs.resolve("bin/pg_ctl"),
                        "start",
                        "--wait",
                        "--timeout=" + START_LIMIT_SECONDS,
                        "--pgdata=" + data,
                        "--log=" + log,
                        "--options=" + options),
                log,
                START_LIMIT_SECONDS);
        return PostgresDataDirectory.of(data);
    }
}
