package io.incumbent.api.status;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.Problem;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.query.DatabaseUnavailableException;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import jakarta.inject.Inject;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class HistoryApiTest {

    @Inject
    TestHistoryAndInstances history;

    @BeforeEach
    void theDatabaseAnswers() {
        history.works();
    }

    @Test
    void historyTellsWhoWhenAndWhy() {
        var json = new JsonArray(given().get("/leadership/history")
                .then()
                .statusCode(200)
                .extract()
                .asString());

        assertThat(json).isEqualTo(new JsonArray("""
                        [{"term": 8, "instance": "web-1-77aa01fe", "hostname": "web-1", "from": "2026-01-02T03:05:00Z",
                          "to": null, "seconds": 12.5, "whyGained": "elected", "whyLost": null},
                         {"term": 7, "instance": "web-0-1c9e04ab", "hostname": "web-0",
                          "from": "2026-01-02T03:04:05.678901Z", "to": "2026-01-02T03:04:55Z", "seconds": 49.321,
                          "whyGained": "elected", "whyLost": "expired"}]
                        """));
    }

    @Test
    void instancesTellWhoIsThereAndWhoIsSilent() {
        var json = new JsonArray(
                given().get("/instances").then().statusCode(200).extract().asString());

        assertThat(json).isEqualTo(new JsonArray("""
                        [{"instance": "web-1-77aa01fe", "hostname": "web-1", "version": "0.1.0",
                          "startedAt": "2026-01-02T03:00:00Z", "lastHeartbeat": "2026-01-02T03:05:10Z",
                          "leader": true, "stale": false, "secondsSinceHeartbeat": 1.25,
                          "name": "web-1", "candidacy": "standing", "mayTakeOver": false, "ttlMillis": 9000,
                          "marginMillis": 1000, "heartbeatMillis": 3000, "address": null}]
                        """));
    }

    @ParameterizedTest
    @CsvSource({"'', 50", "?limit=1, 1", "?limit=1000, 1000", "?limit=007, 7"})
    void historyIsAsLongAsAskedFor(String query, int limit) {
        given().get("/leadership/history" + query).then().statusCode(200);

        assertThat(history.limit()).isEqualTo(limit);
    }

    @Test
    void theInstancesOwnLimitsCountUnlessOneIsGiven() {
        given().get("/instances").then().statusCode(200);
        assertThat(history.staleAfter()).isEmpty();

        given().get("/instances?stale-after=1500ms").then().statusCode(200);
        assertThat(history.staleAfter()).contains(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "1001", "99999999999", "", "1.5", " 5", "0x10", "%D9%A3", "%2B5"})
    void aBadLimitIsNamedWithWhatWouldBeRight(String value) {
        bad("/leadership/history?limit=" + value, "limit", "a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1s", "banana", "", "30", "0s", "366d", "999999999999d", "1s1", "s", "PT30S", "30 s", "1e3s"})
    void aBadStaleAfterIsNamedWithWhatWouldBeRight(String value) {
        bad("/instances?stale-after=" + value, "stale-after", "a number with a unit");
    }

    @Test
    void aValueGivenTwiceIsRefusedInsteadOfGuessed() {
        bad("/leadership/history?limit=5&limit=6", "limit", "a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @CsvSource({
        "/leadership/history?limitt=3, limitt, limit",
        "/leadership/history?Limit=3, Limit, limit",
        "/leadership/history?offset, offset, limit",
        "/instances?staleAfter=30s, staleAfter, stale-after",
        "/instances?limit=3, limit, stale-after"
    })
    void aParameterThatThereIsNotIsNamedWithThoseThatThereAre(String path, String parameter, String known) {
        given().get(path)
                .then()
                .statusCode(400)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Cache-Control", "no-store")
                .body("type", equalTo("tag:incumbent.io,2026:problem/bad-parameter"))
                .body("parameter", equalTo(parameter))
                .body("expected", equalTo(known))
                .body(
                        "detail",
                        equalTo("There is no query parameter '" + parameter + "' here; known parameters: " + known
                                + "."));
    }

    @Test
    void theBadValueComesBackAsItWasSentAndNothingElse() {
        given().urlEncodingEnabled(true)
                .queryParam("limit", "\"><script>\n")
                .get("/leadership/history")
                .then()
                .statusCode(400)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .body("value", equalTo("\"><script>\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/leadership/history", "/instances"})
    void aSilentDatabaseIsSaidToBeSoAndWhenToAskAgain(String path) {
        history.fails(new DatabaseUnavailableException(new ConnectException("secret-host:5432")));

        given().get(path)
                .then()
                .statusCode(503)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Retry-After", "5")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("tag:incumbent.io,2026:problem/ledger-unavailable"))
                .body(not(containsString("secret-host")));
        given().head(path).then().statusCode(503).header("Retry-After", "5").body(emptyString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/leadership/history", "/instances"})
    void anExhaustedPoolIsSaidToBeSoWithItsNumbersAndWhenToAskAgain(String path) {
        history.fails(new PoolExhaustedException(20, Duration.ofMillis(1500), 180));

        given().get(path)
                .then()
                .statusCode(503)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Retry-After", "2")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("tag:incumbent.io,2026:problem/pool-exhausted"))
                .body("detail", containsString("All 20 connections"))
                .body("detail", containsString("1500 ms, and 180 others wait"))
                .body("detail", containsString("incumbent.pool.max-size"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/leadership/history", "/instances"})
    void headAnswersAsGetDoes(String path) {
        given().head(path)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(emptyString());
    }

    @Test
    void waitingForTheDatabaseTakesNoWorkerThread() {
        given().get("/leadership/history");

        assertThat(history.onVirtualThread()).isTrue();
    }

    private static void bad(String path, String parameter, String expected) {
        given().urlEncodingEnabled(false)
                .get(path.replace(" ", "%20"))
                .then()
                .statusCode(400)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Cache-Control", "no-store")
                .body("type", equalTo("tag:incumbent.io,2026:problem/bad-parameter"))
                .body("title", equalTo("Bad Request"))
                .body("status", equalTo(400))
                .body("parameter", equalTo(parameter))
                .body("expected", containsString(expected))
                .body("detail", containsString(parameter + " must be " + expected));
    }
}
