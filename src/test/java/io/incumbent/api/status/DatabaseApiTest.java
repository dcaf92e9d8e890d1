package io.incumbent.api.status;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.TestHealth;
import io.incumbent.database.schema.DatabaseStatus;
import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.database.schema.DatabaseStatus.MigrationProgress;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class DatabaseApiTest {

    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    @Inject
    TestHealth health;

    @AfterEach
    void ready() {
        health.databaseReady(true);
    }

    @ParameterizedTest
    @EnumSource
    void onlyAReadyDatabaseIsUpAndTheProbeSaysTheSame(DatabaseState state) {
        health.databaseIs(new DatabaseStatus(state, Optional.empty(), "m", SINCE, 1, Optional.empty()));
        boolean up = state == DatabaseState.READY;

        var answer = given().get("/health/db").then().statusCode(up ? 200 : 503).extract();

        assertThat(answer.<String>path("status")).isEqualTo(up ? "UP" : "DOWN");
        assertThat(answer.<String>path("state")).isEqualTo(state.name());
    }

    @Test
    void whoeverWaitsIsToldEverything() {
        health.databaseIs(new DatabaseStatus(
                DatabaseState.MIGRATING,
                Optional.of(new MigrationProgress(1, 2, "2 signals")),
                "migration 2 of 2: 2 signals",
                SINCE,
                4,
                Optional.of("database unreachable")));

        var body = given().get("/health/db").then().statusCode(503).extract().asString();

        assertThat(body).isEqualTo(new JsonObject("""
                        {"status": "DOWN", "state": "MIGRATING",
                         "progress": {"done": 1, "total": 2, "migration": "2 signals"},
                         "message": "migration 2 of 2: 2 signals", "since": "2026-01-02T03:04:05Z", "attempts": 4,
                         "lastError": "database unreachable"}
                        """).encode());
    }

    @Test
    void whatThereIsNotIsNull() {
        var body = given().get("/health/db").then().statusCode(200).extract().asString();

        assertThat(body).contains("\"progress\":null").contains("\"lastError\":null");
    }
}
