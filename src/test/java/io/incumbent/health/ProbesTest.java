package io.incumbent.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.TestHealth;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.TestLeadership;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class ProbesTest {

    @Inject
    TestLeadership leadership;

    @Inject
    TestHealth health;

    @TestHTTPResource(management = true)
    URI management;

    @BeforeEach
    void healthy() {
        health.silentFor(Duration.ZERO);
        health.databaseReady(true);
        health.registered(true);
    }

    @Test
    void theVerifiedLeaderIsReadyAndSaysItsTerm() {
        leadership.leads(7);

        for (var path : new String[] {"ready", "group/leader"}) {
            probe(path, true)
                    .body("checks.name", contains("leader"))
                    .body("checks[0].data.term", equalTo(7))
                    .body("checks[0].data.role", equalTo("leader"))
                    .body("checks[0].data.trustedForMillis", equalTo(8412));
        }
        probe("group/instance", true).body("checks[0].data.term", equalTo(7));
    }

    @ParameterizedTest
    @CsvSource({"FOLLOWER, true", "CANDIDATE, true", "UNVERIFIED, false", "STOPPED, false"})
    void onlyTheVerifiedLeaderIsReady(PublicRole role, boolean healthy) {
        leadership.is(role);

        probe("ready", false);
        probe("group/leader", false);
        probe("group/instance", healthy);
    }

    /** Nothing but the question decides: no event, no timer and no shutdown has to happen first. */
    @Test
    void readinessEndsWithTrustAtTheVeryNextQuestion() {
        leadership.leads(7);
        probe("group/leader", true);

        leadership.is(PublicRole.UNVERIFIED);

        probe("group/leader", false);
        probe("ready", false);
    }

    @ParameterizedTest
    @EnumSource(PublicRole.class)
    void aStandbyIsAsAliveAsALeader(PublicRole role) {
        leadership.is(role);

        probe("live", true);
    }

    @Test
    void anInstanceWhoseBeatStandsStillIsDead() {
        leadership.is(PublicRole.FOLLOWER);

        health.silentFor(Duration.ofSeconds(9));
        probe("live", true);

        health.silentFor(Duration.ofMillis(9_001));
        probe("live", false).body("checks.name", contains("beat"));
        probe("group/instance", false);
    }

    @Test
    void anInstanceThatWaitsForItsDatabaseIsAliveAndNotStarted() {
        leadership.is(PublicRole.FOLLOWER);
        health.databaseReady(false);

        probe("live", true);
        probe("started", false).body("checks.name", contains("database"));
        probe("group/instance", false);

        health.databaseReady(true);
        probe("started", true);
    }

    @Test
    void whoIsNotRegisteredCannotTakeOverAndIsNotRestartedForIt() {
        leadership.is(PublicRole.FOLLOWER);
        health.registered(false);

        probe("live", true);
        probe("started", true);
        probe("group/instance", false);
    }

    @Test
    void aGroupThatDoesNotExistIsNotHealthy() {
        leadership.leads(7);

        probe("group/laeder", false);
    }

    @Test
    void noCheckOfAnExtensionIsAsked() {
        var names = given().get(management.resolve("/q/health")).jsonPath().getList("checks.name");

        assertThat(names).extracting(Object::toString).containsExactlyInAnyOrder("beat", "database", "leader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/group/leader", "/q/metrics"})
    void theMainPortKnowsNoProbe(String path) {
        given().get(path).then().statusCode(404);
    }

    private ValidatableResponse probe(String path, boolean up) {
        return given().get(management.resolve("/q/health/" + path))
                .then()
                .statusCode(up ? 200 : 503)
                .body("status", equalTo(up ? "UP" : "DOWN"));
    }
}
