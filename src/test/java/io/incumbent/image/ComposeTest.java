package io.incumbent.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.Ports;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All of compose.yaml by podman-compose, with the image of the JVM and stores of Debian's packages. */
@Tag("images")
@NeedsServers
class ComposeTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String PROJECT = "incumbent-test";
    private static final int PORT = Ports.free();
    private static final Map<String, String> VARIABLES = Map.of(
            "IMAGE", Podman.JVM_IMAGE,
            "POSTGRES_IMAGE", "localhost/postgres",
            "REDIS_IMAGE", "localhost/redis",
            "HAPROXY_IMAGE", "localhost/haproxy",
            "PORT", Integer.toString(PORT));

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void up() {
        Podman.buildJvmImage();
        compose("up", "-d");
    }

    @AfterAll
    static void down() {
        compose("down", "-v");
    }

    @Test
    void theProxyFollowsTheLeaderAndAllAreHealthy() {
        var first = Awaitility.await()
                .atMost(LIMIT)
                .until(this::leader, Optional::isPresent)
                .orElseThrow();
        assertThat(Podman.inspect(container("db-init"), "{{.State.ExitCode}}")).isEqualTo("0");
        var services = Stream.concat(
                        Stream.of("postgres", "redis", "haproxy"),
                        IntStream.rangeClosed(1, 4).mapToObj(number -> "instance-" + number))
                .toList();
        // No timer looks at health checks here, so the test does.
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(services)
                .allMatch(service ->
                        Podman.run("healthcheck", "run", container(service)).exitCode() == 0));

        // a container's host name is the beginning of its id
        Podman.run("stop", "-t", "30", first).successful();

        var second = Awaitility.await()
                .atMost(LIMIT)
                .until(
                        this::leader,
                        leader -> leader.isPresent() && !leader.get().equals(first));
        assertThat(second).isPresent();
        assertThat(Podman.log(first)).contains("reason=shutdown");
    }

    /** The host name of the instance that the proxy leads to. */
    private Optional<String> leader() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/leader"))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Optional.of(new JsonObject(response.body())
                            .getJsonObject("leader")
                            .getString("hostname"))
                    : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private static String container(String service) {
        return PROJECT + "_" + service + "_1";
    }

    private static void compose(String... arguments) {
        var command = new ArrayList<>(List.of("podman-compose", "-p", PROJECT, "-f", "src/main/docker/compose.yaml"));
        command.addAll(List.of(arguments));
        Podman.run(command, VARIABLES).successful();
    }
}
