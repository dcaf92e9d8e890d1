package io.incumbent.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Every state of a Service's endpoints from now on, as the API reports them to whoever watches. */
public final class EndpointWatch implements AutoCloseable {

    private static final String READY =
            "{range .endpoints[?(@.conditions.ready==true)]}{.targetRef.name},{end}{\"\\n\"}";

    private final Path file;
    private final Process kubectl;

    private EndpointWatch(Path file, Process kubectl) {
        this.file = file;
        this.kubectl = kubectl;
    }

    public static EndpointWatch of(Namespace namespace, String service) {
        try {
            var file = Files.createTempFile("incumbent-kube", ".endpoints");
            return new EndpointWatch(
                    file,
                    namespace
                            .cluster()
                            .follow(
                                    file,
                                    "kubectl",
                                    "-n",
                                    namespace.name(),
                                    "get",
                                    "endpointslices",
                                    "-l",
                                    "kubernetes.io/service-name=" + service,
                                    "--watch",
                                    "-o",
                                    "jsonpath=" + READY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the ready pods, one list for each change, oldest first. */
    public List<List<String>> states() {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> Stream.of(line.split(","))
                            .filter(name -> !name.isEmpty())
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kubectl.descendants().forEach(ProcessHandle::destroy);
        kubectl.destroy();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
