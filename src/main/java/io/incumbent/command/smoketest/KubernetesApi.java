package io.incumbent.command.smoketest;

import com.fasterxml.jackson.databind.JsonNode;
import io.incumbent.command.http.HttpAnswer;
import io.incumbent.command.http.HttpCall;
import io.incumbent.command.http.HttpConnector;
import io.incumbent.logging.LogText;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The two requests to the Kubernetes API that the smoke tests need, by the service account of their pod. */
final class KubernetesApi {

    private static final int TOO_MANY_REQUESTS = 429;

    private final URI base;
    private final String namespace;
    private final ServiceAccount account;
    private final HttpConnector http;

    private KubernetesApi(URI base, String namespace, ServiceAccount account, HttpConnector http) {
        this.base = base;
        this.namespace = namespace;
        this.account = account;
        this.http = http;
    }

    /** @throws ConfigurationException if this process has no service account or does not run in a cluster */
    static KubernetesApi of(SmokeTestSettings settings, ServiceAccount account) {
        var host =
                settings.required("KUBERNETES_SERVICE_HOST", "Kubernetes sets it in each pod, so run this test in one");
        int port = settings.port("KUBERNETES_SERVICE_PORT", Optional.empty());
        try {
            // adds the brackets of an IPv6 address
            var base = new URI("https", null, host, port, "/", null, null);
            return new KubernetesApi(
                    base,
                    settings.namespace().orElseGet(account::namespace),
                    account,
                    new HttpConnector(SmokeTestSettings.REQUEST_LIMIT, Optional.of(account.tls())));
        } catch (URISyntaxException e) {
            throw new ConfigurationException(
                    "KUBERNETES_SERVICE_HOST is " + LogText.quoted(host) + ", which is no address", e);
        }
    }

    /**
     * Names of the pods that the Service routes to. Each is named once, though a Service of two address families has slices
     * for each family.
     */
    Set<String> readyEndpoints(String service) throws IOException, SmokeTestFailure, NotYetException {
        var answer = send(
                "GET",
                "apis/discovery.k8s.io/v1/namespaces/" + namespace
                        + "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D" + service);
        var slices = answer.json().path("items");
        if (!slices.isArray()) {
            throw new SmokeTestFailure("the Kubernetes API answered no list of EndpointSlices: " + answer.excerpt());
        }
        var ready = new HashSet<String>();
        for (var slice : slices) {
            for (var endpoint : slice.path("endpoints")) {
                // the API says: unknown counts as ready
                if (endpoint.path("conditions").path("ready").asBoolean(true)) {
                    ready.add(name(endpoint));
                }
            }
        }
        return ready;
    }

    private static String name(JsonNode endpoint) {
        var pod = endpoint.path("targetRef").path("name");
        return LogText.value(
                pod.isTextual()
                        ? pod.asText()
                        : endpoint.path("addresses").path(0).asText());
    }

    void deletePod(String pod) throws IOException, SmokeTestFailure, NotYetException {
        var _ = send("DELETE", "api/v1/namespaces/" + namespace + "/pods/" + pod);
    }

    private HttpAnswer send(String method, String path) throws IOException, SmokeTestFailure, NotYetException {
        var uri = base.resolve(path);
        var answer = http.send(new HttpCall(method, uri, Map.of("Authorization", "Bearer " + account.token()), ""));
        if (answer.status() >= 200 && answer.status() < 300) {
            return answer;
        }
        var seen = "the Kubernetes API answered " + answer.status() + " to " + method + " " + uri.getPath() + ": "
                + message(answer);
        if (answer.status() >= 500 || answer.status() == TOO_MANY_REQUESTS) {
            throw new NotYetException(seen);
        }
        throw new SmokeTestFailure(seen);
    }

    /** Of the object Status, by which the API reports every error. */
    private static String message(HttpAnswer answer) {
        var message = answer.json().path("message");
        return LogText.excerpt(message.isTextual() ? message.asText() : answer.body());
    }
}
