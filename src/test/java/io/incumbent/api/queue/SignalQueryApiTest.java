package io.incumbent.api.queue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.Problem;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.query.DatabaseUnavailableException;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking at signals, and bringing them back: what is asked, and how it is answered. */
@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class SignalQueryApiTest {

    private static final String KNOWN = TestQueue.KNOWN.toString();
    private static final String UNKNOWN = "019aa5d0-7c1e-7d3a-9f00-000000000000";

    @Inject
    TestQueue queue;

    @BeforeEach
    void theQueueAnswers() {
        queue.works();
    }

    @Test
    void aSignalIsToldWithItsBodyAndEveryAttempt() {
        var text = given().get("/signals/" + KNOWN)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString();

        assertThat(text).as("not a digit changed").endsWith("\"body\":" + TestQueue.BODY + "}");
        var json = new JsonObject(text);
        json.remove("body");
        assertThat(json).isEqualTo(new JsonObject("""
                        {"id": "019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70", "source": "shop", "key": "k-1",
                         "orderingKey": "customer-17", "status": "PROCESSING", "receivedAt": "2026-01-02T03:04:05Z",
                         "receivedBy": "web-0-1c9e04ab", "receivedTerm": 7, "dueAt": "2026-01-02T03:04:20Z", "attempt": 2,
                         "finishedAt": null, "detail": "503 after 7 ms", "contentType": "application/json", "attempts": [
                          {"attempt": 1, "by": "web-0-1c9e04ab", "term": 7, "from": "2026-01-02T03:04:06Z",
                           "to": "2026-01-02T03:04:06.007Z", "outcome": "failed", "detail": "503 after 7 ms"},
                          {"attempt": 2, "by": "pull-x", "term": null, "from": "2026-01-02T03:04:11Z", "to": null,
                           "outcome": "processing", "detail": null}]}
                        """));
        assertThat(queue.asked()).containsExactly("read on a virtual thread");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {UNKNOWN, "1", "not-an-id", "019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f7", "1-1-1-1-1", "%00", "..%2f"})
    void aSignalThatIsNotThereIsAProblem(String id) {
        problem(given().urlEncodingEnabled(false).get("/signals/" + id).then(), 404, "no-such-signal");
        problem(
                given().urlEncodingEnabled(false)
                        .post("/signals/" + id + "/retry")
                        .then(),
                404,
                "no-such-signal");
    }

    @Test
    void aListHasNeitherBodiesNorAttempts() {
        var json = new JsonObject(
                given().get("/signals").then().statusCode(200).extract().asString());

        assertThat(json.getValue("next")).isNull();
        assertThat(json.getJsonArray("signals").getJsonObject(0).fieldNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "source",
                        "key",
                        "orderingKey",
                        "status",
                        "receivedAt",
                        "receivedBy",
                        "receivedTerm",
                        "dueAt",
                        "attempt",
                        "finishedAt",
                        "detail");
        assertThat(queue.asked())
                .containsExactly(
                        "newest 51 Filter[status=Optional.empty, source=Optional.empty, before=Optional.empty]");
    }

    @Test
    void aParameterThatThereIsNotIsNamedWithThoseThatThereAre() {
        problem(given().get("/signals?limit=2&state=DEAD").then(), 400, "bad-parameter")
                .body("parameter", equalTo("state"))
                .body("expected", equalTo("status, source, cursor, limit"));
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void aPageTellsWhereTheNextBegins() {
        queue.holds(3);
        var next = given().get("/signals?limit=2&status=DEAD&source=a%20b")
                .then()
                .statusCode(200)
                .body("signals", hasSize(2))
                .extract()
                .jsonPath()
                .getString("next");
        queue.asked().clear();

        given().queryParam("cursor", next).get("/signals").then().statusCode(200);

        assertThat(queue.asked())
                .containsExactly("newest 51 Filter[status=Optional.empty, source=Optional.empty,"
                        + " before=Optional[019aa5d0-7c1e-7d39-9f00-3b1c0d5e6f70]]");
        queue.holds(2);
        given().get("/signals?limit=2").then().body("signals", hasSize(2)).body("next", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "status=dead, status, one of QUEUED",
        "status=, status, one of QUEUED",
        "source=, source, the name of a source",
        "source=%00, source, the name of a source",
        "source=%0A, source, the name of a source",
        "source=a&source=b, source, the name of a source",
        "cursor=, cursor, the member next",
        "cursor=AAAA, cursor, the member next",
        "cursor=AZql0HwefTqfADscDV5vcA%3D%3D, cursor, the member next",
        "cursor=AZql0HwefTqfADscDV5v!!, cursor, the member next",
        "limit=0, limit, a whole number from 1 to 1000"
    })
    void aBadParameterIsNamedWithWhatWouldBeRight(String query, String parameter, String expected) {
        problem(given().urlEncodingEnabled(false).get("/signals?" + query).then(), 400, "bad-parameter")
                .body("parameter", equalTo(parameter))
                .body("expected", containsString(expected));
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void oneThatIsGivenUpIsDueAgainBecauseSomebodySaysSo() {
        given().post("/signals/" + KNOWN + "/retry")
                .then()
                .statusCode(200)
                .body("id", equalTo(KNOWN))
                .body("status", equalTo("QUEUED"));

        queue.is("COMPLETED");
        problem(given().post("/signals/" + KNOWN + "/retry").then(), 409, "not-waiting")
                .body("detail", containsString("COMPLETED"));
    }

    @Test
    void aStatusOfANewerReleaseIsAnsweredAsItIs() {
        queue.is("PARKED");

        given().get("/signals/" + KNOWN).then().statusCode(200).body("status", equalTo("PARKED"));
        given().get("/signals").then().statusCode(200).body("signals[0].status", equalTo("PARKED"));
        problem(given().post("/signals/" + KNOWN + "/retry").then(), 409, "not-waiting")
                .body("detail", containsString("PARKED"));
    }

    @Test
    void allThatAreGivenUpAreBroughtBackInPieces() {
        retry("{\"status\": \"DEAD\"}")
                .statusCode(200)
                .body("retried", equalTo(17))
                .body("more", equalTo(true));
        retry("{\"status\": \"DEAD\", \"source\": \"shop\"}").statusCode(200);

        assertThat(queue.asked()).containsExactly("revive 1000 of all", "revive 1000 of shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"status\": \"FAILED\"}", "{\"status\": null}", "{\"status\": 1}"})
    void onlyTheDeadAreBroughtBackTogether(String body) {
        problem(retry(body), 400, "bad-parameter").body("parameter", equalTo("status"));
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void aMemberThatIsNotKnownIsRefusedInsteadOfIgnored() {
        problem(retry("{\"status\": \"DEAD\", \"sources\": \"shop\"}"), 400, "bad-parameter")
                .body("parameter", equalTo("sources"))
                .body("expected", equalTo("status, source"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "1",
                "{} {}",
                "{\"status\": \"DEAD\", \"status\": \"DEAD\"}",
                "\u0000",
                "{'a': 1}"
            })
    void whatIsNoObjectIsRefused(String body) {
        problem(retry(body), 400, "bad-body");
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void aHostileBodyIsRefused() {
        problem(retry("[".repeat(10_000)), 400, "bad-body");
        retry("{\"status\": \"" + "x".repeat(20_000) + "\"}").statusCode(413);
        retry("{\"status\": \"DEAD\", \"source\": \"\\u0000\"}").statusCode(400);
        retry("{\"status\": \"DEAD\", \"source\": \"\\ud800\"}").statusCode(400);
        retry("{\"status\": 1e999999999}").statusCode(400);
        given().contentType("text/plain")
                .body("x")
                .post("/signals/retry")
                .then()
                .statusCode(415);
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void aSilentDatabaseIsSaidToBeSoAndWhenToAskAgain() {
        queue.fails(new DatabaseUnavailableException(new SQLException("secret-host")));
        unavailable(given().get("/signals").then());
        unavailable(given().get("/signals/" + KNOWN).then());

        queue.fails(new SQLException("secret-host", "08006"));
        unavailable(given().post("/signals/" + KNOWN + "/retry").then());
        unavailable(retry("{\"status\": \"DEAD\"}"));
        queue.fails(new PoolExhaustedException(20, Duration.ofSeconds(2), 7));
        problem(retry("{\"status\": \"DEAD\"}"), 503, "pool-exhausted");
    }

    private static void unavailable(ValidatableResponse response) {
        var text = problem(response, 503, "ledger-unavailable")
                .header("Retry-After", "5")
                .extract()
                .asString();
        assertThat(text).doesNotContain("secret-host");
    }

    private static ValidatableResponse retry(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/signals/retry")
                .then();
    }

    static ValidatableResponse problem(ValidatableResponse response, int status, String type) {
        return response.statusCode(status)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Cache-Control", "no-store")
                .body("status", equalTo(status))
                .body("type", equalTo("tag:incumbent.io,2026:problem/" + type));
    }
}
