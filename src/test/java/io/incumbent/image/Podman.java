package io.incumbent.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The podman of this machine, with src/test/docker/containers.conf. Removes the containers that it created. */
final class Podman implements AutoCloseable {

    static final String JVM_IMAGE = "localhost/incumbent:jvm";

    /** What Kubernetes' restricted pod security asks for, and nothing writable at all. The seccomp profile is podman's own. */
    private static final List<String> RESTRICTED = List.of(
            "--network=host",
            "--read-only",
            "--read-only-tmpfs=false",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges");

    private final List<String> containers = new ArrayList<>();

    /** What a command left. */
    record Result(int exitCode, String output) {

        String successful() {
            if (exitCode != 0) {
                throw new IllegalStateException("exit code " + exitCode + ": " + output);
            }
            return output.strip();
        }
    }

    static Result run(List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment()
                    .put(
                            "CONTAINERS_CONF",
                            Path.of("src/test/docker/containers.conf")
                                    .toAbsolutePath()
                                    .toString());
            builder.environment().putAll(environment);
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(10, MINUTES)) {
                throw new IllegalStateException("does not end: " + command);
            }
            return new Result(process.exitValue(), withoutTimers(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Without systemd nothing looks at health checks from time to time, which podman says at each start. */
    private static String withoutTimers(String output) {
        return String.join(
                "\n",
                output.lines()
                        .filter(line -> !line.contains("unable to get systemd connection"))
                        .toList());
    }

    static Result run(String... arguments) {
        return run(Stream.concat(Stream.of("podman"), Arrays.stream(arguments)).toList(), Map.of());
    }

    /** Of the product of this build. What has been built before costs nothing. */
    static void buildJvmImage() {
        build("Dockerfile.jvm", JVM_IMAGE, Path.of("").toAbsolutePath(), Map.of("JVM_IMAGE", "localhost/jdk25-base"));
    }

    /** @param context where COPY finds its files */
    static void build(String dockerfile, String image, Path context, Map<String, String> arguments) {
        var command = new ArrayList<>(List.of(
                "podman", "build", "-q", "--format=docker", "--network=host", "-f", "src/main/docker/" + dockerfile));
        arguments.forEach((name, value) -> command.addAll(List.of("--build-arg", name + "=" + value)));
        command.addAll(List.of("-t", image, context.toString()));
        run(command, Map.of()).successful();
    }

    /** @param options such as variables and limits, then the image and what it is given */
    String startRestricted(String... options) {
        var command = new ArrayList<>(List.of("podman", "run", "-d"));
        command.addAll(RESTRICTED);
        command.addAll(List.of(options));
        var id = run(command, Map.of()).successful();
        containers.add(id);
        return id;
    }

    static String log(String container) {
        return run("logs", container).successful();
    }

    /** @param template of Go, for example {{.State.ExitCode}} */
    static String inspect(String subject, String template) {
        return run("inspect", subject, "--format", template).successful();
    }

    /** Sends the signal that the image names and waits. */
    static int stop(String container) {
        run("stop", "-t", "30", container).successful();
        return Integer.parseInt(inspect(container, "{{.State.ExitCode}}"));
    }

    @Override
    public void close() {
        containers.forEach(container -> run("rm", "-f", "-t", "0", container).successful());
    }
}
