package io.incumbent.command.smoketest;

import java.io.IOException;
import java.util.TreeSet;

/** The Service routes to exactly one pod, and that one is the verified leader. */
record OneEndpoint(KubernetesApi kubernetes, String service, ServiceClient client, Retries retries)
        implements SmokeTest {

    @Override
    public String run() throws SmokeTestFailure {
        return retries.until(this::attempt);
    }

    private String attempt() throws IOException, NotYetException, SmokeTestFailure {
        var ready = kubernetes.readyEndpoints(service);
        if (ready.size() != 1) {
            throw new NotYetException(
                    "the Service " + service + " has " + ready.size() + " ready endpoints " + new TreeSet<>(ready));
        }
        var leader = client.leader().json();
        return "the Service " + service + " has one ready endpoint, "
                + ready.iterator().next() + ", and GET /leader answers 200, term "
                + leader.path("term").asText();
    }
}
