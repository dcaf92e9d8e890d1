package io.incumbent.api.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.api.status.TestHistoryAndInstances;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class UnexpectedErrorTest {

    @Inject
    TestHistoryAndInstances history;

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(ExceptionMappers.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listener);
        history.works();
    }

    @Test
    void theCauseIsInTheLogUnderTheIdAndNotInTheAnswer() {
        history.fails(new IllegalStateException("password=hunter2"));

        var answer = given().get("/instances")
                .then()
                .statusCode(500)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Cache-Control", "no-store")
                .extract()
                .asString();

        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("hunter2", "exception", "io.incumbent");
        var id = Objects.requireNonNull(new JsonObject(answer).getString("id"));
        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(new PatternFormatter("%s").format(entry)).contains("id=" + id);
            assertThat(entry.getThrown()).hasMessage("password=hunter2");
        });
    }
}
