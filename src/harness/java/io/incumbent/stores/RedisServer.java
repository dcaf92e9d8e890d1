package io.incumbent.stores;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/** A real Redis on loopback that keeps nothing on disk, so a restart loses every key. */
public final class RedisServer implements AutoCloseable {

    private final Path directory;
    private final Path executable;
    private final int port;
    private final List<String> settings;
    private Process process;

    private RedisServer(int port, List<String> settings) throws IOException {
        this.directory = Files.createTempDirectory("incumbent-redis-");
        this.executable = ExecutableProvider.newJarResourceProvider(directory.toFile())
                .get()
                .toPath();
        this.port = port;
        this.settings = settings;
        this.process = launch();
    }

    /** On a free port. */
    public static RedisServer start(String... settings) {
        return start(Ports.free(), settings);
    }

    public static RedisServer start(int port, String... settings) {
        try {
            var server = new RedisServer(port, List.of(settings));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException alreadyGone) {
            // closed twice: by the test and by the shutdown hook
        }
    }

    private Process launch() throws IOException {
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
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void awaitAnswer() {
        Awaitility.await()
                .ignoreExceptions()
                .pollInSameThread()
                .atMost(10, SECONDS)
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

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
