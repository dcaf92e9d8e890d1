package io.incumbent.api.queue;

import static io.incumbent.api.queue.SignalQueryApiTest.problem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue for workers in any language. */
@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class ClaimApiTest {

    private static final String KNOWN = TestQueue.KNOWN.toString();
    private static final String TOKEN = "abcdefghij0123456789.3";

    @Inject
    TestQueue queue;

    @BeforeEach
    void theQueueAnswers() {
        queue.works();
    }

    @Test
    void aWorkerIsGivenSignalsWithATokenForEach() {
        var text = claim("{\"max\": 100, \"leaseSeconds\": 43200}")
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString();

        assertThat(text).as("not a digit changed").endsWith("\"body\":" + TestQueue.BODY + "}]}");
        var signal = new JsonObject(text).getJsonArray("signals").getJsonObject(0);
        signal.remove("body");
        assertThat(String.valueOf(signal.remove("token"))).matches("[A-Za-z0-9_-]{20}\\.3");
        assertThat(signal).isEqualTo(new JsonObject("""
                        {"id": "019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70", "attempt": 3, "term": 7, "source": "shop",
                         "key": "k-1", "orderingKey": "customer-17", "contentType": "application/json",
                         "ageSeconds": 12.345}
                        """));
        assertThat(queue.asked()).containsExactly("claim 100 for 43200 s on a virtual thread");
    }

    @Test
    void whoSaysNothingIsGivenOneForHalfAMinute() {
        claim("{}").statusCode(200);
        claim("{\"max\": null}").statusCode(200);

        assertThat(queue.asked())
                .containsOnly("claim 1 for 30 s on a virtual thread")
                .hasSize(2);
    }

    @Test
    void noTwoClaimsHaveTheSameOwner() {
        assertThat(token(claim("{}"))).isNotEqualTo(token(claim("{}")));
    }

    private static String token(ValidatableResponse claimed) {
        return claimed.extract().jsonPath().getString("signals[0].token");
    }

    @Test
    void anInstanceThatDoesNotLeadSendsTheWorkerToTheLeader() {
        queue.follows();

        problem(claim("{}"), 503, "not-the-leader").header("Retry-After", "1").body("reason", equalTo("not_leader"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"max\": 0} | max | a whole number from 1 to 100",
                "{\"max\": 101} | max | a whole number from 1 to 100",
                "{\"max\": 1.5} | max | a whole number from 1 to 100",
                "{\"max\": \"1\"} | max | a whole number from 1 to 100",
                "{\"max\": 99999999999999999999} | max | a whole number from 1 to 100",
                "{\"max\": {}} | max | a whole number from 1 to 100",
                "{\"leaseSeconds\": 0} | leaseSeconds | a whole number from 1 to 43200",
                "{\"leaseSeconds\": 43201} | leaseSeconds | a whole number from 1 to 43200",
                "{\"lease\": 1} | lease | max, leaseSeconds"
            })
    void aBadMemberIsNamedWithWhatWouldBeRight(String body, String member, String expected) {
        problem(claim(body), 400, "bad-parameter")
                .body("parameter", equalTo(member))
                .body("expected", equalTo(expected));
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void whatIsDoneIsReportedByItsToken() {
        report("complete", "{\"token\": \"%s\"}")
                .statusCode(200)
                .body("id", equalTo(KNOWN))
                .body("status", equalTo("COMPLETED"));
        report("complete", "{\"token\": \"%s\", \"detail\": \"invoice 17\"}").statusCode(200);

        assertThat(queue.asked())
                .containsExactly("settle 3 Completed[detail=completed]", "settle 3 Completed[detail=invoice 17]");
    }

    @Test
    void whatFailedIsTriedAgainOrGivenUp() {
        report("fail", "{\"token\": \"%s\", \"retryAfterSeconds\": 90, \"detail\": \"busy\"}")
                .statusCode(200)
                .body("status", equalTo("FAILED"));
        report("fail", "{\"token\": \"%s\", \"dead\": true, \"detail\": \"nonsense\"}")
                .statusCode(200)
                .body("status", equalTo("DEAD"));
        report("fail", "{\"token\": \"%s\", \"dead\": false}").statusCode(200).body("status", equalTo("FAILED"));

        assertThat(queue.asked())
                .hasSize(3)
                .startsWith("settle 3 Failed[pause=PT1M30S, detail=busy]", "settle 3 Dead[detail=nonsense]");
        var pause = Pattern.compile("pause=(.*?),").matcher(queue.asked().getLast());
        assertThat(pause.find()).isTrue();
        assertThat(Duration.parse(pause.group(1)))
                .as("as a delivery that failed for the third time: up to 5 s * 3 * 3")
                .isBetween(Duration.ZERO, Duration.ofSeconds(45));
    }

    @Test
    void aWorkerThatNeedsLongerSaysSo() {
        report("extend", "{\"token\": \"%s\", \"leaseSeconds\": 60}")
                .statusCode(200)
                .body("status", equalTo("PROCESSING"));

        assertThat(queue.asked()).containsExactly("extend 3 for 60 s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "complete | {} | token",
                "complete | {\"token\": 1} | token",
                "complete | {\"token\": \"abc\"} | token",
                "complete | {\"token\": \"abcdefghij0123456789.0\"} | token",
                "complete | {\"token\": \"abcdefghij0123456789.99999999999\"} | token",
                "complete | {\"token\": \"%s\", \"detail\": \"\"} | detail",
                "complete | {\"token\": \"%s\", \"detail\": \"two\\nlines\"} | detail",
                "complete | {\"token\": \"%s\", \"detail\": \"\\u0000\"} | detail",
                "complete | {\"token\": \"%s\", \"dead\": true} | dead",
                "fail | {\"token\": \"%s\", \"retryAfterSeconds\": -1} | retryAfterSeconds",
                "fail | {\"token\": \"%s\", \"retryAfterSeconds\": 604801} | retryAfterSeconds",
                "fail | {\"token\": \"%s\", \"retryAfterSeconds\": 1, \"dead\": true} | retryAfterSeconds",
                "fail | {\"token\": \"%s\", \"dead\": \"true\"} | dead",
                "extend | {\"token\": \"%s\"} | leaseSeconds",
                "extend | {\"token\": \"%s\", \"leaseSeconds\": true} | leaseSeconds"
            })
    void aBadReportIsNamedWithWhatWouldBeRight(String call, String body, String member) {
        problem(report(call, body), 400, "bad-parameter").body("parameter", equalTo(member));
        assertThat(queue.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "fail", "extend"})
    void aClaimThatIsOverIsNotHeard(String call) {
        queue.everyClaimIsLost();
        problem(report(call, body(call)), 409, "claim-lost").body("detail", containsString("Nothing was changed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "fail", "extend"})
    void aSignalThatIsNotThereIsAProblem(String call) {
        problem(report("019aa5d0-7c1e-7d3a-9f00-000000000000", call, body(call)), 404, "no-such-signal");
        problem(report("nothing", call, body(call)), 404, "no-such-signal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "fail", "extend"})
    void aReportThatCouldNotBeWrittenDownMayBeMadeAgain(String call) {
        queue.fails(new SQLException("gone", "08006"));
        problem(report(call, body(call)), 503, "ledger-unavailable").header("Retry-After", "5");
    }

    @Test
    void aTokenIsReadAsItWasWritten() {
        var claim = new ClaimHandle(TestQueue.KNOWN, ClaimToken.newOwner(), 999_999_999);

        assertThat(ClaimToken.read(TestQueue.KNOWN, ClaimToken.write(claim))).contains(claim);
    }

    private static String body(String call) {
        return call.equals("extend") ? "{\"token\": \"%s\", \"leaseSeconds\": 60}" : "{\"token\": \"%s\"}";
    }

    private static ValidatableResponse claim(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/signals/claims")
                .then();
    }

    private static ValidatableResponse report(String call, String body) {
        return report(KNOWN, call, body);
    }

    private static ValidatableResponse report(String id, String call, String body) {
        return given().contentType("application/json")
                .body(body.replace("%s", TOKEN))
                .post("/signals/" + id + "/" + call)
                .then();
    }
}
