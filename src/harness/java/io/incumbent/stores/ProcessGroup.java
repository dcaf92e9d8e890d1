package io.incumbent.stores;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Owns a folder and all processes started through it, and ends both when this program ends, however it ends.
 *
 * <p>The work is done by a small shell process that waits on a pipe from this program. The pipe closes on
 * {@link #close}, on exit and on SIGKILL alike. Plain {@code sh}, so that it is the same on Linux and macOS.
 */
public final class ProcessGroup implements AutoCloseable {

    /**
     * Renaming {@code pids} closes the door: a process that has not registered by then cannot, and gives up. PostgreSQL
     * and Redis go into the background and write their pids themselves; if the end was sudden, they get a moment for it.
     * Both remove the file with their pid when they end, which tells more than whether the pid is still in use: a dead
     * process keeps its pid until its parent, by then process 1, gets round to it. Removing the folder may need a second
     * try if somebody was still writing into it.
     */
    private static final String GUARD = """
            trap '' INT HUP TERM
            umask 077
            mkdir "$0" "$0/pids" && echo open || exit 1
            how=sudden
            while read -r line; do how=$line; done
            mv "$0/pids" "$0/ended"
            for file in "$0"/ended/*; do kill -KILL "${file##*/}"; done
            [ "$how" = orderly ] || sleep 1
            end() {
                read -r pid < "$2" || return
                kill "-$1" "$pid"
                tries=0
                while [ -f "$2" ] && kill -0 "$pid" && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
                [ -f "$2" ] && kill -KILL "$pid"
            }
            for file in "$0"/*/redis.pid; do end TERM "$file"; done
            for file in "$0"/*/postmaster.pid; do end QUIT "$file"; done
            tries=0
            until rm -rf "$0" || [ $tries -eq 20 ]; do sleep 0.1; tries=$((tries + 1)); done
            """;

    /**
     * The terminal sends Ctrl-C to every process in the foreground. Ours ignore it: the program that started them
     * decides in which order they stop.
     */
    private static final String REGISTER = """
            trap '' INT HUP
            : > "$0/pids/$$" || exit 1
            exec "$@"
            """;

    private static final int CLOSE_LIMIT_SECONDS = 15;
    private static final File NOTHING = new File("/dev/null");

    private final Path folder;
    private Optional<Process> guard = Optional.empty();
    private boolean closed;

    private ProcessGroup(Path folder) {
        this.folder = folder;
    }

    /** @param name what the folder's name begins with; nothing exists before {@link #open} */
    public static ProcessGroup named(String name) throws IOException {
        var parent = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
        return new ProcessGroup(parent.resolve(name + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt())));
    }

    /** Creates the folder. The guard does it, so that the folder never exists without somebody to remove it. */
    public synchronized ProcessGroup open() throws IOException {
        requireNotClosed();
        var process = new ProcessBuilder("/bin/sh", "-c", GUARD, folder.toString())
                .redirectError(NOTHING)
                .start();
        guard = Optional.of(process);
        if (process.inputReader().readLine() == null) {
            throw new IOException("could not create the folder " + folder);
        }
        return this;
    }

    private void requireNotClosed() throws IOException {
        if (closed) {
            throw new IOException("everything is being stopped, so nothing is started");
        }
    }

    /** A place for the files of all processes; removed at the end. */
    public Path folder() {
        return folder;
    }

    /**
     * Starts a process that ends with this program at the latest.
     *
     * @param environment added to this program's own
     * @param log where its output is appended
     */
    public synchronized Process start(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        requireNotClosed();
        var wrapped = new ArrayList<>(List.of("/bin/sh", "-c", REGISTER, folder.toString()));
        wrapped.addAll(command);
        var builder = new ProcessBuilder(wrapped)
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // the configuration is what the caller says, whatever the user's shell exports
        builder.environment().keySet().removeIf(key -> key.startsWith("INCUMBENT_") || key.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        var process = builder.start();
        var _ = process.onExit().thenAccept(this::forget);
        return process;
    }

    /** A dead process' pid may soon belong to somebody else. */
    private void forget(Process process) {
        try {
            Files.deleteIfExists(folder.resolve("pids").resolve(Long.toString(process.pid())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a short command to its end.
     *
     * @throws IOException if it does not end well in time; the message says what the command wrote last
     */
    public void run(List<String> command, Path log, int limitSeconds) throws IOException {
        var process = start(command, Map.of(), log);
        try {
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("%s did not end within %d s".formatted(command, limitSeconds));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command, e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s failed: %s".formatted(command, LogTail.of(log, 3)));
        }
    }

    /** Kills what still runs, removes the folder, and returns when both are done. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        var open = guard;
        guard = Optional.empty();
        if (open.isPresent()) {
            end(open.get());
        }
    }

    private void end(Process guarding) throws IOException {
        try (var pipe = guarding.getOutputStream()) {
            pipe.write("orderly\n".getBytes(StandardCharsets.US_ASCII));
        }
        try {
            if (!guarding.waitFor(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("could not remove " + folder + " in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the guard goes on by itself
        }
    }
}
