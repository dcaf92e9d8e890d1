package io.incumbent.command.smoketest;

import com.fasterxml.jackson.databind.JsonNode;
import io.incumbent.logging.LogText;
import java.io.IOException;
import java.time.Duration;

/** When the leader's pod is deleted, the Service leads to another leader with a higher term. */
record Failover(KubernetesApi kubernetes, ServiceClient client, Retries retries) implements SmokeTest {

    private record Leader(String instance, String hostname, long term) {

        static Leader of(JsonNode leader) {
            return new Leader(
                    LogText.value(leader.path("instance").asText()),
                    LogText.value(leader.path("hostname").asText()),
                    leader.path("term").asLong());
        }
    }

    @Override
    public String run() throws SmokeTestFailure {
        var before = retries.until(this::leader);
        if (!SmokeTestSettings.isName(before.hostname())) {
            throw new SmokeTestFailure("the leader's hostname is " + LogText.quoted(before.hostname())
                    + ", which is no name of a pod: leave incumbent.election.hostname unset");
        }
        long deleted = System.nanoTime();
        retries.until(() -> {
            kubernetes.deletePod(before.hostname());
            return before;
        });
        var after = retries.until(() -> successor(before));
        var took = Duration.ofNanos(System.nanoTime() - deleted);
        return "pod " + before.hostname() + " deleted, " + took.toMillis() + " ms later " + after.instance()
                + " leads, term " + before.term() + " became " + after.term();
    }

    private Leader leader() throws IOException, NotYetException {
        var answer = client.leadership();
        var leader = answer.json().path("leader");
        if (!leader.isObject()) {
            throw new NotYetException("no leader is known: GET /leadership answered " + answer.excerpt());
        }
        return Leader.of(leader);
    }

    /** The instance that answers 200 to {@code GET /leader} is the leader itself, so these members are its own. */
    private Leader successor(Leader before) throws IOException, NotYetException {
        var answer = client.leader();
        var now = Leader.of(answer.json());
        if (now.instance().equals(before.instance()) || now.term() <= before.term()) {
            throw new NotYetException("still led by " + now.instance() + " with term " + now.term() + ", before it was "
                    + before.instance() + " with term " + before.term());
        }
        return now;
    }
}
