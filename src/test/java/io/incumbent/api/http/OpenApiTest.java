package io.incumbent.api.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class OpenApiTest {

    private JsonObject document = new JsonObject();

    @BeforeEach
    void read() {
        document = new JsonObject(given().queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    @Test
    void everyCallAndEveryStatusIsDescribed() {
        var always = Set.of("405", "500", "default");
        var queue = with(always, "200", "401", "403", "503");
        var asked = new TreeMap<String, Set<String>>(Map.of(
                "/health/db", with(always, "200", "503"),
                "/leader", with(always, "200", "503"),
                "/follower", with(always, "200", "503"),
                "/leadership", with(always, "200"),
                "/leadership/history", with(always, "200", "400", "503"),
                "/instances", with(always, "200", "400", "503"),
                "/signals", with(queue, "400"),
                "/signals/{id}", with(queue, "404")));
        var told = new TreeMap<String, Set<String>>(Map.of(
                "/signals", with(always, "200", "400", "401", "403", "408", "409", "413", "503"),
                "/signals/{id}/retry", with(queue, "404", "409"),
                "/signals/retry", with(queue, "400", "413"),
                "/signals/claims", with(queue, "400", "409", "413"),
                "/signals/{id}/complete", with(queue, "400", "404", "409", "413"),
                "/signals/{id}/fail", with(queue, "400", "404", "409", "413"),
                "/signals/{id}/extend", with(queue, "400", "404", "409", "413")));

        assertThat(statuses("get")).isEqualTo(asked);
        assertThat(statuses("head")).isEqualTo(asked);
        assertThat(statuses("post")).isEqualTo(told);
    }

    @Test
    void everyCallSaysWhatItIsFor() {
        paths().fieldNames().forEach(path -> paths().getJsonObject(path).forEach(method -> {
            var operation = (JsonObject) method.getValue();
            assertThat(operation.getString("summary")).as(path).isNotBlank();
            assertThat(operation.getString("description")).as(path).isNotBlank();
        }));
    }

    @Test
    void everyCallSaysWhatMustBeSent() {
        for (var call : List.of("/retry", "/claims", "/{id}/complete", "/{id}/fail", "/{id}/extend")) {
            var schema = operation("/signals" + call, "post")
                    .getJsonObject("requestBody")
                    .getJsonObject("content")
                    .getJsonObject("application/json")
                    .getJsonObject("schema");
            assertThat(schema.getString("$ref")).as(call).isNotBlank();
        }
    }

    @Test
    void errorsAreProblemsAndAnswersAreJson() {
        var history = operation("/leadership/history", "get").getJsonObject("responses");

        for (var status : new String[] {"400", "503", "405", "500", "default"}) {
            assertThat(history.getJsonObject(status).getJsonObject("content").fieldNames())
                    .as(status)
                    .containsExactly(Problem.MEDIA_TYPE);
        }
        for (var status : new String[] {"200", "503"}) {
            var content = operation("/leader", "get")
                    .getJsonObject("responses")
                    .getJsonObject(status)
                    .getJsonObject("content");
            assertThat(content.fieldNames()).as(status).containsExactly("application/json");
        }
    }

    @Test
    void everyProblemThatPassesSaysWhenToAskAgain() {
        var with503 = new TreeSet<String>();
        paths().forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
            var unavailable =
                    ((JsonObject) method.getValue()).getJsonObject("responses").getJsonObject("503", new JsonObject());
            if (unavailable.getJsonObject("content", new JsonObject()).containsKey(Problem.MEDIA_TYPE)) {
                with503.add(path.getKey());
                assertThat(unavailable
                                .getJsonObject("headers", new JsonObject())
                                .fieldNames())
                        .as(method.getKey() + " " + path.getKey())
                        .containsExactly("Retry-After");
            }
        }));
        assertThat(with503)
                .contains("/leadership/history", "/instances", "/signals", "/signals/claims")
                .doesNotContain("/leader", "/follower", "/health/db");
    }

    @Test
    void theFieldsOfEveryAnswerAreDescribed() {
        var schemas = document.getJsonObject("components").getJsonObject("schemas");
        schemas.remove("Instant"); // a moment, not an answer
        schemas.remove("UUID"); // an id, not an answer

        assertThat(schemas.fieldNames())
                .containsExactlyInAnyOrder(
                        "Attempt",
                        "Claim",
                        "ClaimedSignal",
                        "ClaimedSignals",
                        "Completed",
                        "DatabaseStatus",
                        "Extended",
                        "Failed",
                        "Instance",
                        "Leader",
                        "Leadership",
                        "MigrationProgress",
                        "PastLeadership",
                        "Problem",
                        "Retried",
                        "Retry",
                        "Signal",
                        "SignalPage",
                        "SignalStatus",
                        "SignalTaken",
                        "Store",
                        "Stores",
                        "WaitingFor");
        schemas.fieldNames().forEach(name -> schemas.getJsonObject(name)
                .getJsonObject("properties")
                .forEach(property -> assertThat(((JsonObject) property.getValue()).encode())
                        .as(name + "." + property.getKey())
                        .contains("\"description\"")));
    }

    /** A client that is generated from a closed list fails on the first value of a newer release. */
    @Test
    void listsThatANewerReleaseMayExtendAreNotClosed() {
        var open = Map.of(
                "Signal", List.of("status"),
                "SignalStatus", List.of("status"),
                "Attempt", List.of("outcome"),
                "PastLeadership", List.of("whyGained", "whyLost"));

        open.forEach(
                (name, properties) -> properties.forEach(property -> assertThat(document.getJsonObject("components")
                                .getJsonObject("schemas")
                                .getJsonObject(name)
                                .getJsonObject("properties")
                                .getJsonObject(property)
                                .fieldNames())
                        .as(name + "." + property)
                        .contains("description")
                        .doesNotContain("enum")));
    }

    @Test
    void parametersSayWhatIsRight() {
        var limit = operation("/leadership/history", "get")
                .getJsonArray("parameters")
                .getJsonObject(0);

        assertThat(limit.getString("name")).isEqualTo("limit");
        assertThat(limit.getJsonObject("schema").getMap())
                .containsEntry("minimum", QueryParam.LIMIT_MIN)
                .containsEntry("maximum", QueryParam.LIMIT_MAX)
                .containsEntry("default", QueryParam.LIMIT_DEFAULT);
        var staleAfter =
                operation("/instances", "get").getJsonArray("parameters").getJsonObject(0);
        assertThat(staleAfter.getString("name")).isEqualTo("stale-after");
        assertThat(staleAfter.getJsonObject("schema").getString("pattern"))
                .isEqualTo("^" + QueryParam.DURATION_TEXT + "$");
    }

    private JsonObject paths() {
        return document.getJsonObject("paths");
    }

    private JsonObject operation(String path, String method) {
        return paths().getJsonObject(path).getJsonObject(method);
    }

    private Map<String, Set<String>> statuses(String method) {
        var statuses = new TreeMap<String, Set<String>>();
        paths().fieldNames().stream()
                .filter(path -> paths().getJsonObject(path).containsKey(method))
                .forEach(path -> statuses.put(
                        path, operation(path, method).getJsonObject("responses").fieldNames()));
        return statuses;
    }

    private static Set<String> with(Set<String> always, String... more) {
        var all = new TreeSet<>(always);
        all.addAll(Set.of(more));
        return all;
    }
}
