package io.incumbent.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A pod as the API shows it.
 *
 * @param name its name, which is the hostname of what runs in it
 * @param node the node it runs on; empty while there is none
 * @param ip its address; empty while it has none
 * @param phase such as {@code Running}
 * @param ready whether its readiness probe succeeds
 * @param restarts how often its container was started again
 * @param leaving whether it is being deleted
 */
public record Pod(String name, String node, String ip, String phase, boolean ready, int restarts, boolean leaving) {

    static Pod of(JsonObject json) {
        var status = json.getJsonObject("status");
        var ready = status.getJsonArray("conditions", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .anyMatch(condition -> condition.getString("type").equals("Ready")
                        && condition.getString("status").equals("True"));
        var restarts = status.getJsonArray("containerStatuses", new JsonArray()).stream()
                .mapToInt(container -> ((JsonObject) container).getInteger("restartCount"))
                .sum();
        var metadata = json.getJsonObject("metadata");
        return new Pod(
                metadata.getString("name"),
                json.getJsonObject("spec").getString("nodeName", ""),
                status.getString("podIP", ""),
                status.getString("phase", ""),
                ready,
                restarts,
                metadata.containsKey("deletionTimestamp"));
    }
}
