package io.incumbent.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The demo as a process, as {@code make demo} runs it. */
final class DemoProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Not those of a demo that was run by hand, which may still be wanted. */
    static final Path LOGS = Path.of("target", "demo-test-logs");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private DemoProcess(Process process) {
        this.process = process;
        this.reader =
                Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(lines::add));
    }

    static DemoProcess start(Map<String, String> settings) throws IOException {
        var jar = System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java,
                        "-Dincumbent.jar=" + jar,
                        "-Ddemo.logs=" + LOGS,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.incumbent.demo.Demo")
                .redirectErrorStream(true);
        builder.environment().putAll(settings);
        return new DemoProcess(builder.start());
    }

    /** Runs {@code make demo}, which is expected to end at its checks. */
    static DemoProcess make(String... variables) throws IOException {
        // without sources nothing is ever out of date, so that a failing check does not start a build inside of a test
        var command = new ArrayList<>(List.of("make", "demo", "SOURCES="));
        command.addAll(List.of(variables));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // `make test` hands its own options on
        builder.environment().keySet().removeAll(Set.of("MAKEFLAGS", "MFLAGS", "MAKELEVEL"));
        return new DemoProcess(builder.start());
    }

    /** Waits for a line that contains what the pattern describes. */
    MatchResult awaitLine(String pattern) {
        var compiled = Pattern.compile(pattern);
        return requireNonNull(await("a line with " + pattern)
                .atMost(PATIENCE)
                .failFast("the demo has ended", () -> !process.isAlive())
                .until(
                        () -> lines.stream()
                                .flatMap(line -> compiled.matcher(line).results())
                                .findFirst()
                                .orElse(null),
                        found -> found != null));
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE)).as("ended in time").isTrue();
        reader.join();
        return process.exitValue();
    }

    List<String> output() {
        return List.copyOf(lines);
    }

    /** SIGTERM. */
    void stop() {
        process.toHandle().destroy(); // Process.destroy would close its output, too
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** The temporary folder of this run, as its first line names it. */
    Path folder() {
        return Path.of(awaitLine("Temporary files.*: (\\S+)").group(1));
    }

    /** Processes that this run started: all of them name its folder in their command. */
    static List<String> processesOf(Path folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains(folder.toString()))
                .toList();
    }

    static void assertNothingIsLeftOf(Path folder, int instances) throws DemoException {
        assertThat(processesOf(folder)).isEmpty();
        assertThat(Files.exists(folder)).as("%s is still there", folder).isFalse();
        DemoPorts.requireFree(new DemoOptions(instances, Duration.ofSeconds(3), Optional.empty()));
    }

    /** Nothing stays behind if a test fails: the guard of a killed demo ends everything. */
    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
