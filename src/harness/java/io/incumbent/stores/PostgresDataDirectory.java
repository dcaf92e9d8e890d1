package io.incumbent.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server by its data directory, with the program and the options that it was started with.
 *
 * @param program the path of postgres; pg_ctl lies beside it
 */
record PostgresDataDirectory(Path dataDirectory, Path program, List<String> options) {

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    /** As the server itself has written it down. */
    static PostgresDataDirectory of(Path dataDirectory) {
        var line = read(dataDirectory.resolve("postmaster.opts"));
        var options =
                QUOTED.matcher(line).results().map(found -> found.group(1)).toList();
        return new PostgresDataDirectory(
                dataDirectory,
                Path.of(line.substring(0, line.indexOf(" \""))),
                options.subList(options.indexOf("-D") + 2, options.size()));
    }

    PostgresDataDirectory at(Path otherDirectory, int port) {
        var other = new ArrayList<>(options);
        other.set(other.indexOf("-p") + 1, Integer.toString(port));
        return new PostgresDataDirectory(otherDirectory, program, other);
    }

    void start() {
        var quoted = options.stream().map(o -> "\"" + o + "\"").toList();
        pgCtl(
                "start",
                "-w",
                "-t",
                "30",
                "-l",
                dataDirectory.resolve("server.log").toString(),
                "-o",
                String.join(" ", quoted));
    }

    void stop(String mode) {
        if (Files.exists(dataDirectory.resolve("postmaster.pid"))) {
            pgCtl("stop", "-w", "-t", "30", "-m", mode);
        }
    }

    /** To the postmaster first, so that it starts no others meanwhile. */
    void signal(String name) {
        postmaster().ifPresent(process -> {
            run(List.of("kill", "-" + name, Long.toString(process.pid())));
            var children =
                    process.descendants().map(p -> Long.toString(p.pid())).toList();
            if (!children.isEmpty()) {
                var command = new ArrayList<>(List.of("kill", "-" + name));
                command.addAll(children);
                tryRun(command);
            }
        });
    }

    private Optional<ProcessHandle> postmaster() {
        var pidFile = dataDirectory.resolve("postmaster.pid");
        return Files.exists(pidFile)
                ? ProcessHandle.of(
                        Long.parseLong(read(pidFile).lines().findFirst().orElseThrow()))
                : Optional.empty();
    }

    /** The first rule of pg_hba.conf that matches a connection counts. */
    void prependHostRule(String rule) {
        var rules = read(hostRules());
        write(keptHostRules(), rules);
        write(hostRules(), rule + "\n" + rules + "\n");
    }

    /** Does nothing if they were not changed. */
    void restoreHostRules() {
        if (!Files.exists(keptHostRules())) {
            return;
        }
        write(hostRules(), read(keptHostRules()) + "\n");
    }

    private Path hostRules() {
        return dataDirectory.resolve("pg_hba.conf");
    }

    private Path keptHostRules() {
        return dataDirectory.resolve("pg_hba.kept");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        if (!Files.exists(dataDirectory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(dataDirectory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pgCtl(String action, String... arguments) {
        var command = command(program.resolveSibling("pg_ctl"), action, "-D", dataDirectory.toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    /** PostgreSQL refuses to run as root. In a user namespace of its own, root is nobody. */
    static List<String> command(Path program, String... arguments) {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command) {
        int exit = tryRun(command);
        if (exit != 0) {
            throw new IllegalStateException("exit code " + exit + " of " + command);
        }
    }

    private static int tryRun(List<String> command) {
        try {
            // No pipes: the server would inherit them, and we would wait for its end.
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("no end of " + command);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
