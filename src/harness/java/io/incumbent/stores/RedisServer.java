package io.incumbent.stores;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/** A real Redis on loopback that keeps nothing on disk, so a restart loses every key. */
public final class RedisServer implements AutoCloseable {

    private static final int START_LIMIT_SECONDS = 10;

    private final Path directory;
    private final Path executable;
    private final int port;
    private final List<String> settings;
    private final Optional<ProcessGroup> group;
    private ProcessHandle process;

    private RedisServer(Path directory, int port, List<String> settings, Optional<ProcessGroup> group)
            throws IOException {
        this.directory = directory;
        this.executable = executableIn(directory);
        this.port = port;
        this.settings = settings;
        this.group = group;
        this.process = launch();
    }

    /**
     * Copied by another process. A file that this one has written may still be open in a child that another thread is just
     * starting, and cannot be executed then ("Text file busy").
     */
    private static Path executableIn(Path directory) throws IOException {
        var written = ExecutableProvider.newJarResourceProvider(directory.toFile())
                .get()
                .toPath();
        var executable = directory.resolve("redis-server");
        var copy = new ProcessBuilder("cp", written.toString(), executable.toString())
                .inheritIO()
                .start();
        try {
            if (copy.waitFor() != 0) {
                throw new IOException("cp " + written + " " + executable + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        Files.delete(written);
        return executable;
    }

    /** On a free port. */
    public static RedisServer start(String... settings) {
        return start(Ports.free(), settings);
    }

    public static RedisServer start(int port, String... settings) {
        try {
            var server = launched(Files.createTempDirectory("incumbent-redis-"), port, List.of(settings));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RedisServer launched(Path directory, int port, List<String> settings) throws IOException {
        try {
            return new RedisServer(directory, port, settings, Optional.empty());
        } catch (IOException e) {
            remove(directory);
            throw e;
        }
    }

    /** Started under a group, which ends it and removes its files at the latest; there is one in each group. */
    public static RedisServer start(ProcessGroup processes, int port) throws IOException {
        var directory = Files.createDirectory(processes.folder().resolve("redis"));
        return new RedisServer(directory, port, List.of(), Optional.of(processes));
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Runs {@code work} on a connection of its own. */
    public <T> T with(Function<Jedis, T> work) {
        try (var jedis = new Jedis("127.0.0.1", port, 5_000)) {
            return work.apply(jedis);
        }
    }

    /** Kills it and starts it again, empty. */
    public void restart() {
        stop();
        up();
    }

    public void stop() {
        end(process);
    }

    /** After {@link #stop}, on the same port. */
    public void up() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    /** SIGSTOP: connections stay open, nothing answers. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    @Override
    public void close() {
        end(process);
        remove(directory);
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException alreadyGone) {
            // closed twice: by the test and by the shutdown hook
        }
    }

    private ProcessHandle launch() throws IOException {
        var command = new ArrayList<>(List.of(
                executable.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toString()));
        command.addAll(settings);
        return group.isPresent() ? daemon(group.get(), command) : child(command);
    }

    private ProcessHandle child(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start()
                .toHandle();
    }

    /** As a daemon it has a session of its own, where the terminal's Ctrl-C does not reach it. */
    private ProcessHandle daemon(ProcessGroup processes, List<String> command) throws IOException {
        var log = processes.folder().resolve("redis.log");
        var pidFile = directory.resolve("redis.pid");
        command.addAll(List.of("--daemonize", "yes", "--logfile", log.toString(), "--pidfile", pidFile.toString()));
        processes.run(command, log, START_LIMIT_SECONDS);
        try {
            awaitAnswer(); // by then it has written its pid
        } catch (ConditionTimeoutException e) {
            throw new IOException("Redis on port %d: %s".formatted(port, LogTail.of(log, 3)), e);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow(() -> new IOException("Redis on port %d has ended".formatted(port)));
    }

    private void awaitAnswer() {
        Awaitility.await()
                .ignoreExceptions()
                .pollInSameThread()
                .atMost(START_LIMIT_SECONDS, SECONDS)
                .until(() -> with(Jedis::ping).equals("PONG"));
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }
}
