package io.incumbent.api.queue;

import static io.incumbent.api.queue.SignalQueryApiTest.problem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker in any language, over HTTP and on a real PostgreSQL, from the intake to the last look. */
@QuarkusTest
@TestProfile(PullWorkerTest.EverybodyWorks.class)
@Timeout(60)
@NeedsServers
class PullWorkerTest {

    private static final String BODY = "{\"amount\": 1.50}";

    /** Nobody stands for election here. */
    public static final class EverybodyWorks extends LedgerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var all = new HashMap<>(super.getConfigOverrides());
            all.put("incumbent.dispatch.workers", "all");
            all.put("incumbent.signals.follower-policy", "store");
            return all;
        }
    }

    @Inject
    DatabaseSetup database;

    private String url;

    @BeforeEach
    void noSignals() throws InterruptedException {
        database.awaitReady();
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        PostgresServer.execute(url, "TRUNCATE signals, deliveries");
    }

    @Test
    void aSignalIsTakenClaimedFailedClaimedAgainAndDone() {
        var id = send("k-1");
        var first = claim();
        assertThat(first.getString("signals[0].id")).isEqualTo(id);
        assertThat(first.getDouble("signals[0].body.amount")).isEqualTo(1.5);
        assertThat(claim().getList("signals")).as("nobody else's").isEmpty();

        report(id, "extend", token(first), ", \"leaseSeconds\": 60").statusCode(200);
        report(id, "fail", token(first), ", \"retryAfterSeconds\": 0, \"detail\": \"busy\"")
                .statusCode(200);
        report(id, "fail", token(first), ", \"retryAfterSeconds\": 0, \"detail\": \"busy\"")
                .statusCode(200); // the answer was lost
        var second = claim();
        assertThat(second.getInt("signals[0].attempt")).isEqualTo(2);
        problem(report(id, "complete", token(first), ""), 409, "claim-lost");
        report(id, "complete", token(second), ", \"detail\": \"invoice 17\"").statusCode(200);

        given().get("/signals/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("COMPLETED"))
                .body("attempts.outcome", contains("failed", "completed"))
                .body("attempts.detail", contains("busy", "invoice 17"))
                .body("attempts.attempt", contains(1, 2));
        given().get("/signals?status=QUEUED").then().body("signals", empty());
    }

    @Test
    void aClaimThatNobodyExtendsIsAnothersAtItsDeadline() {
        var id = send("k-2");
        var first = claim();
        PostgresServer.execute(url, "UPDATE deliveries SET due_at = clock_timestamp() - interval '1 s'");

        var second = claim();

        assertThat(second.getString("signals[0].id")).isEqualTo(id);
        problem(report(id, "extend", token(first), ", \"leaseSeconds\": 60"), 409, "claim-lost");
        problem(report(id, "complete", token(first), ""), 409, "claim-lost");
        report(id, "complete", token(second), "").statusCode(200);
        given().get("/signals/" + id).then().body("attempts.outcome", contains("lost", "completed"));
    }

    @Test
    void whatAWorkerGivesUpIsBroughtBackByAnOperator() {
        var id = send("k-3");
        report(id, "fail", token(claim()), ", \"dead\": true, \"detail\": \"nonsense\"")
                .statusCode(200);
        assertThat(claim().getList("signals")).isEmpty();

        given().post("/signals/" + id + "/retry").then().statusCode(200);

        report(id, "complete", token(claim()), "").statusCode(200);
        given().get("/signals/" + id).then().body("attempts.outcome", contains("dead", "completed"));
    }

    private static String send(String key) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(BODY)
                .post("/signals?source=shop")
                .then()
                .statusCode(200)
                .body("status", equalTo("accepted"))
                .extract()
                .path("id");
    }

    private static JsonPath claim() {
        return given().contentType("application/json")
                .body("{\"max\": 10, \"leaseSeconds\": 30}")
                .post("/signals/claims")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String token(JsonPath claimed) {
        return claimed.getString("signals[0].token");
    }

    private static ValidatableResponse report(String id, String call, String token, String more) {
        return given().contentType("application/json")
                .body("{\"token\": \"" + token + "\"" + more + "}")
                .post("/signals/" + id + "/" + call)
                .then();
    }
}
