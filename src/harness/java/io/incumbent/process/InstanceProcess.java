package io.incumbent.process;

import io.incumbent.stores.LogTail;
import io.incumbent.stores.ProcessGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One running instance of the product, configured by its environment only. */
public final class InstanceProcess {

    /**
     * @param jar the product's {@code quarkus-run.jar}
     * @param httpPort where it answers
     * @param managementPort where it answers probes
     * @param environment its configuration; wins over the ports
     * @param log where its output is appended
     * @param arguments of the program; none for an instance
     * @param wrapper the command that becomes the JVM whose command line follows it; none to start the JVM itself
     */
    public record Launch(
            Path jar,
            int httpPort,
            int managementPort,
            Map<String, String> environment,
            Path log,
            List<String> arguments,
            List<String> wrapper) {

        public Launch(Path jar, int httpPort, int managementPort, Map<String, String> environment, Path log) {
            this(jar, httpPort, managementPort, environment, log, List.of(), List.of());
        }
    }

    /** Several JVMs on one machine: small heaps, quick start. */
    private static final List<String> JVM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");

    private final Launch launch;
    private final Process process;

    private InstanceProcess(Launch launch, Process process) {
        this.launch = launch;
        this.process = process;
    }

    public static InstanceProcess start(ProcessGroup processes, Launch launch) throws IOException {
        var environment = new HashMap<>(launch.environment());
        environment.putIfAbsent("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.putIfAbsent("QUARKUS_HTTP_PORT", Integer.toString(launch.httpPort()));
        environment.putIfAbsent("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.putIfAbsent("QUARKUS_MANAGEMENT_PORT", Integer.toString(launch.managementPort()));
        // a thread without a processor for two seconds says something about this machine, not about the product
        environment.putIfAbsent("QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "60s");
        var command = new ArrayList<>(launch.wrapper());
        command.addAll(JVM);
        command.addAll(AotCache.option(processes, launch.jar(), JVM));
        command.addAll(List.of("-jar", launch.jar().toString()));
        command.addAll(launch.arguments());
        return new InstanceProcess(launch, processes.start(command, environment, launch.log()));
    }

    public long pid() {
        return process.pid();
    }

    public int httpPort() {
        return launch.httpPort();
    }

    public int managementPort() {
        return launch.managementPort();
    }

    /** Its last words. */
    public String logTail(int lines) {
        return LogTail.of(launch.log(), lines);
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the process has ended; 128 + n if signal n ended it. */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** SIGKILL: it gets no chance to leave. */
    public void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM: it leaves in good order. A paused process does so only when resumed. */
    public void stop() {
        process.destroy();
    }

    /** SIGSTOP: it stands still, with all its connections open. */
    public void pause() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
