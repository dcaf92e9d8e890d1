package io.incumbent.stores;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The real PgBouncer of this machine, on a free port of the loopback address, in front of a server of the test's own. */
public final class PgBouncer implements AutoCloseable {

    private static final String PROGRAM = "pgbouncer";

    private final Path directory;
    private final int port;
    private Process process;

    private PgBouncer(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitAnswer();
    }

    /** In transaction mode, the one that is hard to live with. */
    public static PgBouncer start(PostgresServer server) {
        return start(server, Map.of());
    }

    /** @param settings of PgBouncer's own, for example pool_mode or default_pool_size; they win over those here */
    public static PgBouncer start(PostgresServer server, Map<String, String> settings) {
        return start(server.port(), settings);
    }

    /** In front of whatever answers there, for example a standby. */
    public static PgBouncer start(int serverPort, Map<String, String> settings) {
        int port = Ports.free();
        try {
            var directory = Files.createTempDirectory("incumbent-pgbouncer-");
            var users = directory.resolve("users");
            // Whoever connects must be listed; all passwords are empty, as the server trusts everybody.
            Files.writeString(
                    users,
                    Stream.of(PostgresServer.USER, "incumbent", "incumbent_owner")
                            .map("\"%s\" \"\"\n"::formatted)
                            .collect(Collectors.joining()));
            var all = new HashMap<>(Map.of(
                    "listen_addr", "127.0.0.1",
                    "listen_port", Integer.toString(port),
                    "unix_socket_dir", "",
                    "auth_type", "trust",
                    "auth_file", users.toString(),
                    "pool_mode", "transaction",
                    "server_login_retry", "1"));
            all.putAll(settings);
            Files.write(directory.resolve("ini"), lines(serverPort, all));
            return new PgBouncer(directory, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(int serverPort, Map<String, String> settings) {
        var lines = new ArrayList<>(List.of("[databases]", "* = host=127.0.0.1 port=" + serverPort, "[pgbouncer]"));
        settings.forEach((key, value) -> lines.add(key + " = " + value));
        return lines;
    }

    /** The same database as {@code serverUrl}, through here. */
    public String url(String serverUrl) {
        return serverUrl.replaceFirst(":\\d+/", ":" + port + "/");
    }

    /** Kills it, with all connections through it, and starts it again on the same port. */
    public void restart() {
        stop();
        up();
    }

    public void stop() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After {@link #stop}. */
    public void up() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    /** May be called twice. */
    @Override
    public synchronized void close() {
        stop();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException alreadyGone) {
            // closed twice: by the test and by the shutdown hook
        }
    }

    private Process launch() throws IOException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U")); // PgBouncer refuses to run as root
        }
        command.addAll(List.of(program(), directory.resolve("ini").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Debian puts it where the PATH of a plain user does not look. */
    private static String program() {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pgbouncer on the PATH or in /usr/sbin"))
                .toString();
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void awaitAnswer() {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .ignoreExceptions()
                    .failFast("pgbouncer has ended", () -> !process.isAlive())
                    .atMost(60, SECONDS)
                    .until(() -> {
                        new Socket(InetAddress.getLoopbackAddress(), port).close();
                        return true;
                    });
        } catch (RuntimeException e) {
            var words = read(log());
            close();
            throw new IllegalStateException("pgbouncer does not answer: " + words, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
