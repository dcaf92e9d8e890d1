package io.incumbent.api.queue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.Problem;
import io.incumbent.dispatch.queue.DispatchConfig.Authentication;
import io.incumbent.stores.NeedsServers;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(QueueAccessTest.WithTokens.class)
@NeedsServers
class QueueAccessTest {

    private static final String OLD = "old-token-of-24-characters";
    private static final String NEW = "new-token-of-24-characters";

    /** The tokens are being changed, and signals are delivered by this instance. */
    public static final class WithTokens extends NoStoresProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var all = new HashMap<>(super.getConfigOverrides());
            all.put("incumbent.dispatch.authentication", "bearer");
            all.put("incumbent.dispatch.bearer-tokens", OLD + "," + NEW);
            all.put("incumbent.dispatch.url", "http://127.0.0.1:1/signals");
            return all;
        }
    }

    @Inject
    TestQueue queue;

    @BeforeEach
    void theQueueAnswers() {
        queue.works();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /signals",
        "GET, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70",
        "POST, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70/retry",
        "POST, /signals/retry",
        "POST, /signals/claims",
        "POST, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70/complete",
        "POST, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70/fail",
        "POST, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70/extend"
    })
    void nobodyLooksAtTheQueueOrChangesItWithoutAToken(String method, String path) {
        for (var sent : List.of("", "Bearer", "Bearer ", "Bearer wrong-token-of-26-charactr", "Basic " + OLD, OLD)) {
            given().header("Authorization", sent)
                    .contentType("application/json")
                    .body("GET".equals(method) ? "" : "{\"status\": \"DEAD\"}")
                    .request(method, path)
                    .then()
                    .statusCode(401)
                    .contentType(equalTo(Problem.MEDIA_TYPE))
                    .header("WWW-Authenticate", "Bearer realm=\"incumbent\"")
                    .header("Cache-Control", "no-store")
                    .body("type", equalTo("tag:incumbent.io,2026:problem/unauthenticated"));
        }
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void everyTokenIsGoodWhileTheyAreChanged() {
        for (var token : List.of(OLD, NEW)) {
            given().header("Authorization", "Bearer " + token)
                    .get("/signals")
                    .then()
                    .statusCode(200);
            given().header("Authorization", "bearer " + token)
                    .get("/signals")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void leadershipIsStillForEverybody() {
        given().get("/leadership").then().statusCode(200);
    }

    @Test
    void whereSignalsAreDeliveredNobodyElseMayClaimThem() {
        var response = given().header("Authorization", "Bearer " + NEW)
                .contentType("application/json")
                .body("{}")
                .post("/signals/claims")
                .then();

        SignalQueryApiTest.problem(response, 409, "delivered-by-push");
        assertThat(queue.asked()).isEmpty();
    }

    @Test
    void inProductionAnOperatorMustHaveSaidWhoMay() {
        var closed = new QueueAccess(Optional.empty(), List.of(), true).reject(List.of());

        assertThat(closed.orElseThrow().status()).isEqualTo(403);
        assertThat(closed.orElseThrow().detail()).contains("incumbent.dispatch.authentication");
        assertThat(new QueueAccess(Optional.empty(), List.of(), false).reject(List.of()))
                .isEmpty();
        assertThat(new QueueAccess(Optional.of(Authentication.NONE), List.of(), true).reject(List.of()))
                .isEmpty();
    }

    @Test
    void tokensThatCannotBeMeantAreRefusedAtTheStart() {
        assertThatThrownBy(() -> new QueueAccess(Optional.of(Authentication.BEARER), List.of(), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("incumbent.dispatch.bearer-tokens");
        assertThatThrownBy(() -> new QueueAccess(Optional.of(Authentication.BEARER), List.of("secret-short"), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("incumbent.dispatch.bearer-tokens")
                .hasMessageNotContaining("secret-short");
        assertThatThrownBy(() -> new QueueAccess(Optional.of(Authentication.NONE), List.of(OLD), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("set it to bearer")
                .hasMessageNotContaining(OLD);
    }
}
