package io.incumbent.api.status;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.TestHealth;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.TestLeadership;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class LeadershipApiTest {

    @Inject
    TestLeadership leadership;

    @Inject
    TestHealth health;

    @BeforeEach
    void healthy() {
        health.silentFor(Duration.ZERO);
        health.databaseReady(true);
    }

    @Test
    void theLeaderSaysItsTermAndHowLongItMayBeBelieved() {
        leadership.leads(7);

        var json = new JsonObject(
                given().get("/leadership").then().statusCode(200).extract().asString());

        assertThat(Instant.parse(json.getString("asOf"))).isBeforeOrEqualTo(Instant.now());
        json.remove("asOf");
        assertThat(json).isEqualTo(new JsonObject("""
                        {"group": "default", "instance": "web-0-1c9e04ab", "role": "leader", "term": 7,
                         "trustedForMillis": 8412,
                         "leader": {"instance": "web-0-1c9e04ab", "hostname": "web-0", "address": null, "term": 7,
                                    "since": "2026-01-02T03:04:05.678901Z"},
                         "revision": 4, "waitingFor": null,
                         "stores": {"redis": {"reachable": true, "since": "2026-01-02T03:04:05.678Z", "code": null},
                                    "postgresql": {"reachable": true, "since": "2026-01-02T03:04:05.678Z", "code": null}},
                         "paused": null, "worstCaseFailoverMillis": 10500}
                        """));
    }

    @Test
    void theFieldsComeInTheOrderOfTheDesign() {
        leadership.leads(7);

        var json = new JsonObject(given().get("/leadership").asString());

        assertThat(json.fieldNames())
                .containsExactly(
                        "group",
                        "instance",
                        "role",
                        "term",
                        "trustedForMillis",
                        "leader",
                        "revision",
                        "waitingFor",
                        "stores",
                        "paused",
                        "asOf",
                        "worstCaseFailoverMillis");
    }

    @Test
    void aFollowerNamesTheLeaderAndHasNoTermOfItsOwn() {
        leadership.follows("web-1-77aa01fe", "web-1", 8);

        given().get("/leadership")
                .then()
                .statusCode(200)
                .body("role", equalTo("follower"))
                .body("term", nullValue())
                .body("trustedForMillis", equalTo(0))
                .body("leader.instance", equalTo("web-1-77aa01fe"))
                .body("leader.hostname", equalTo("web-1"))
                .body("leader.term", equalTo(8));
    }

    @Test
    void whatItWaitsForAndWhichStoreDoesNotAnswerIsSaid() {
        leadership.is(PublicRole.FOLLOWER);

        given().get("/leadership")
                .then()
                .body("revision", equalTo(5))
                .body("waitingFor.code", equalTo("record"))
                .body("waitingFor.detail", equalTo("a store's record lasts longer than its ttl"))
                .body("waitingFor.since", equalTo("2026-01-02T03:04:05.678Z"))
                .body("waitingFor.until", equalTo("2026-01-02T03:04:15.678Z"))
                .body("stores.redis.reachable", equalTo(false))
                .body("stores.redis.code", equalTo("timeout"))
                .body("stores.postgresql", nullValue());
    }

    @ParameterizedTest
    @EnumSource(
            value = PublicRole.class,
            names = {"FOLLOWER", "CANDIDATE", "UNVERIFIED", "STOPPED"})
    void anUnknownLeaderIsNullAndNotLeftOut(PublicRole role) {
        leadership.is(role);

        var json = new JsonObject(
                given().get("/leadership").then().statusCode(200).extract().asString());

        assertThat(json.getString("role")).isEqualTo(role.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(json.getMap()).containsEntry("leader", null).containsEntry("term", null);
    }

    @ParameterizedTest
    @CsvSource({"FOLLOWER, 503, 200", "CANDIDATE, 503, 200", "UNVERIFIED, 503, 503", "STOPPED, 503, 503"})
    void whoeverDoesNotLeadSaysSo(PublicRole role, int leader, int follower) {
        leadership.is(role);

        answers("/leader", leader);
        answers("/follower", follower);
    }

    @Test
    void theVerifiedLeaderIsLeaderAndNotFollower() {
        leadership.leads(7);

        answers("/leader", 200);
        answers("/follower", 503);
    }

    @Test
    void aFollowerWhoseBeatStandsStillIsNoFollower() {
        leadership.is(PublicRole.FOLLOWER);
        health.silentFor(Duration.ofMillis(9_001));

        answers("/follower", 503);
    }

    @Test
    void aFollowerWithoutADatabaseIsNoFollower() {
        leadership.is(PublicRole.FOLLOWER);
        health.databaseReady(false);

        answers("/follower", 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/leader", "/follower", "/leadership"})
    void theStateIsReadOncePerAnswer(String path) {
        leadership.leads(7);
        leadership.reads();

        given().get(path);

        assertThat(leadership.reads()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/plain", "banana", "application/xml;q=0.1", ";", "*/*", ""})
    void aBalancerThatAcceptsStrangeThingsStillFindsItsLeader(String accept) {
        leadership.leads(7);

        given().header("Accept", accept)
                .get("/leader")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("role", equalTo("leader"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "text/html, */*;q=0.8", "application/json;charset=utf-8"})
    void whatIncludesJsonGetsJson(String accept) {
        given().header("Accept", accept)
                .get("/leadership")
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    /** GET and HEAD, with the same status and headers. */
    private static void answers(String path, int status) {
        given().get(path)
                .then()
                .statusCode(status)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("instance", equalTo(TestLeadership.SELF));
        given().head(path)
                .then()
                .statusCode(status)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(emptyString());
    }
}
