package io.incumbent.command;

import io.incumbent.command.http.HttpAnswer;
import io.incumbent.command.http.HttpCall;
import io.incumbent.command.http.HttpConnector;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code incumbent status --quiet}, for the health check of a container: is the instance on this machine healthy, as
 * leader or as standby? It prints nothing; the exit code is the answer.
 */
final class StatusCommand {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final int HEALTHY = 0;
    private static final int NOT_HEALTHY = 1;
    private static final int CALLED_WRONGLY = 2;

    private StatusCommand() {}

    static int run(List<String> arguments, PrintStream err) {
        if (!arguments.equals(List.of("--quiet"))) {
            err.println(
                    "incumbent status: write incumbent status --quiet, without anything else: it prints nothing and exits"
                            + " with 0 if the instance on this machine is healthy, with 1 if not");
            return CALLED_WRONGLY;
        }
        return healthy() ? HEALTHY : NOT_HEALTHY;
    }

    private static boolean healthy() {
        try {
            var group = ManagementAddress.configured().resolve("/q/health/group/instance");
            return saysHealthy(new HttpConnector(LIMIT, Optional.empty()).send(HttpCall.get(group)));
        } catch (IOException | RuntimeException e) {
            // no answer, or a configuration with which no instance can start
            return false;
        }
    }

    /** Not the status alone: any other program may listen on that port. */
    private static boolean saysHealthy(HttpAnswer answer) {
        var health = answer.json();
        return answer.status() == HttpURLConnection.HTTP_OK
                && health.path("status").asText().equals("UP")
                && health.path("checks").findValuesAsText("name").contains("instance");
    }
}
