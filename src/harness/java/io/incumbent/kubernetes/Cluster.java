package io.incumbent.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Runs commands against one cluster. That is the cluster of {@code KUBECONFIG}, with kubectl and helm from the PATH. If the
 * environment names a {@code KUBE_TOOL}, its command {@code exec} gives access to the cluster, {@code node N} runs a command on
 * node N, and {@code cut N} and {@code mend N} take that node off the network and put it back.
 */
public final class Cluster {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Optional<String> tool;

    private Cluster(Optional<String> tool) {
        this.tool = tool;
    }

    public static Cluster ofEnvironment() {
        return new Cluster(Optional.ofNullable(System.getenv("KUBE_TOOL")).filter(value -> !value.isBlank()));
    }

    /**
     * Looks every two seconds. Each look starts processes and asks the API, and on two cores a cluster that is looked at all the
     * time has none left for what is being measured.
     */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).pollInterval(Duration.ofSeconds(2)).pollDelay(Duration.ZERO);
    }

    /** Whether a process on a node can be reached, and a node be cut off. */
    public boolean nodesCanBeDisturbed() {
        return tool.isPresent();
    }

    /** @return the standard output; an AssertionError if the command fails */
    public String run(String... command) {
        return attempt(command).expectSuccess();
    }

    public CommandOutput attempt(String... command) {
        return execute(inCluster(List.of(command)), "");
    }

    /** As {@link #attempt}, with a standard input. */
    public CommandOutput attemptWith(String input, String... command) {
        return execute(inCluster(List.of(command)), input);
    }

    /** Starts a command that runs until it is destroyed, with its output in the file. */
    public Process follow(Path output, String... command) {
        try {
            return new ProcessBuilder(inCluster(List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, by its name, to the first process of the pod's container. */
    public void signal(Pod pod, String name) {
        var find = "for e in /proc/[0-9]*/environ; do if tr '\\0' '\\n' < $e 2>/dev/null | grep -qx HOSTNAME="
                + pod.name() + "; then p=${e%/environ}; echo ${p#/proc/}; fi; done";
        var found = onNode(pod.node(), "sh", "-c", find).strip();
        if (found.isEmpty()) {
            throw new AssertionError("no process of " + pod.name() + " on " + pod.node());
        }
        onNode(pod.node(), "kill", "-" + name, found.lines().findFirst().orElseThrow());
    }

    public void cutOff(String node) {
        execute(List.of(required(), "cut", number(node)), "").expectSuccess();
    }

    public void mend(String node) {
        execute(List.of(required(), "mend", number(node)), "").expectSuccess();
    }

    private String onNode(String node, String... command) {
        var whole = new ArrayList<>(List.of(required(), "node", number(node)));
        whole.addAll(List.of(command));
        return execute(whole, "").expectSuccess();
    }

    private String required() {
        return tool.orElseThrow(() -> new IllegalStateException("nodes can be reached by KUBE_TOOL only"));
    }

    private static String number(String node) {
        return node.substring(node.lastIndexOf('-') + 1);
    }

    private List<String> inCluster(List<String> command) {
        var whole = new ArrayList<String>();
        tool.ifPresent(path -> whole.addAll(List.of(path, "exec")));
        whole.addAll(command);
        return whole;
    }

    private static CommandOutput execute(List<String> command, String input) {
        try {
            var out = Files.createTempFile("incumbent-kube", ".out");
            var err = Files.createTempFile("incumbent-kube", ".err");
            try {
                var process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try (var stdin = process.outputWriter()) {
                    stdin.write(input);
                }
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("not within " + LIMIT + ": " + String.join(" ", command));
                }
                return new CommandOutput(
                        String.join(" ", command), process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
