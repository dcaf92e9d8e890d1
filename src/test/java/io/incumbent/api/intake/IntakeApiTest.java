package io.incumbent.api.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.Problem;
import io.incumbent.election.Term;
import io.incumbent.intake.IntakeResult;
import io.incumbent.intake.InvalidRequest;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@Timeout(60)
@NeedsServers
class IntakeApiTest {

    private static final UUID ID = UUID.fromString("019ab3d4-7c0e-7000-9f1c-3b0f5ad1c2e4");
    private static final IntakeResult ACCEPTED = new IntakeResult.Accepted(ID, Optional.of(new Term(7)));
    private static final int MEBIBYTE = 1024 * 1024;

    @Inject
    StubIntake intake;

    @TestHTTPResource("/signals")
    URI uri;

    @BeforeEach
    void takes() {
        intake.answers(ACCEPTED);
    }

    @Test
    void whatNeedNotBeSentAgainIsAnsweredBy200() {
        assertThat(answer(ACCEPTED)).isEqualTo(json("{'status': 'accepted', 'id': '%s', 'term': 7}"));
        assertThat(answer(new IntakeResult.Accepted(ID, Optional.empty())))
                .isEqualTo(json("{'status': 'accepted', 'id': '%s'}"));
        assertThat(answer(new IntakeResult.Duplicate(ID))).isEqualTo(json("{'status': 'duplicate', 'id': '%s'}"));
        assertThat(answer(new IntakeResult.Rejected(IntakeResult.RejectReason.NOT_LEADER)))
                .isEqualTo(json("{'status': 'rejected', 'reason': 'not_leader'}"));
        assertThat(answer(new IntakeResult.Rejected(IntakeResult.RejectReason.LOST_LEADERSHIP)))
                .isEqualTo(json("{'status': 'rejected', 'reason': 'lost_leadership'}"));
    }

    @Test
    void whatIsToBeSentAgainSaysWhen() {
        for (var result : List.of(new IntakeResult.Overloaded(), new IntakeResult.Unavailable())) {
            intake.answers(result);
            problem(given().body("{}").post("/signals").then(), 503).header("Retry-After", "2");
        }
    }

    @Test
    void whatIsWrongWithASignalIsAProblem() {
        intake.answers(new IntakeResult.Conflict(ID));
        problem(given().body("{}").post("/signals").then(), 409).body("id", equalTo(ID.toString()));

        Map.of(
                        400, new InvalidRequest.Malformed("no } at line 3"),
                        401, new InvalidRequest.Unauthenticated("no } at line 3"),
                        403, new InvalidRequest.IntakeClosed("no } at line 3"))
                .forEach((status, invalid) -> {
                    intake.answers(invalid);
                    problem(given().body("{}").post("/signals").then(), status)
                            .body("detail", equalTo("no } at line 3"));
                });
    }

    @Test
    void whereSendersAreToRetryTheyAreToldWhenAndWhy() {
        var problem = new IntakeProblems(2).rejected(IntakeResult.RejectReason.LOST_LEADERSHIP);

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfterSeconds()).contains(2);
        assertThat(problem.members()).containsEntry("reason", "lost_leadership");
    }

    @Test
    void theIntakeGetsEverythingThatWasSent() {
        given().header("Webhook-Id", "abc")
                .header("X-Two", "1")
                .header("X-Two", "2")
                .contentType("application/json")
                .body("{\"ä\": 1}".getBytes(StandardCharsets.UTF_8))
                .post("/signals?source=a&source=b")
                .then()
                .statusCode(200);

        assertThat(intake.last()).hasValueSatisfying(request -> {
            assertThat(request.source()).containsExactly("a", "b");
            assertThat(request.headers().apply("webhook-id")).containsExactly("abc");
            assertThat(request.headers().apply("x-two")).containsExactly("1", "2");
            assertThat(request.headers().apply("none")).isEmpty();
            assertThat(request.contentType())
                    .hasValueSatisfying(it -> assertThat(it).startsWith("application/json"));
            assertThat(new String(request.body().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"ä\": 1}");
        });
    }

    @Test
    void anEmptyBodyAndNoContentTypeReachTheReaderToo() throws Exception {
        try (var connection = new Wire(uri)) {
            connection.send("POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            assertThat(connection.statusLine()).contains(" 200 ");
        }
        assertThat(intake.last()).hasValueSatisfying(request -> {
            assertThat(request.contentType()).isEmpty();
            assertThat(request.body().bytes()).isEmpty();
            assertThat(request.source()).isEmpty();
        });
    }

    @Test
    void aBodyOfTheLargestSizePassesAndOneByteMoreIsTooMuch() throws Exception {
        assertThat(post(new byte[MEBIBYTE], false).statusCode()).isEqualTo(200);
        assertThat(post(new byte[MEBIBYTE], true).statusCode()).isEqualTo(200);
        takes();
        for (var chunked : List.of(true, false)) {
            for (int size : new int[] {MEBIBYTE + 1, 10 * MEBIBYTE}) {
                var answer = post(new byte[size], chunked);
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
                assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(413);
            }
        }
        assertThat(intake.last()).isEmpty();
    }

    @Test
    void aSenderThatTricklesIsCutOff() throws Exception {
        try (var connection = new Wire(uri)) {
            connection.send("POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
            var trickle = Thread.startVirtualThread(() -> connection.trickle(" "));
            assertThat(connection.statusLine()).contains(" 408 ");
            assertThat(connection.rest()).as("closed after the answer").contains(Problem.MEDIA_TYPE);
            trickle.join(Duration.ofSeconds(20));
        }
        assertThat(intake.last()).isEmpty();
    }

    @Test
    void aFloodOfHeadersIsRefusedWithoutA500() throws Exception {
        try (var connection = new Wire(uri)) {
            connection.send("POST /signals HTTP/1.1\r\nHost: x\r\n" + "X-Flood: 0123456789\r\n".repeat(20_000)
                    + "Content-Length: 2\r\n\r\n{}");
            assertThat(connection.rest()).doesNotContain(" 500 ").doesNotContain(" 200 ");
        }
        assertThat(intake.last()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: banana\r\n\r\n",
                "POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /signals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n",
                "POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                "POST /signals?source=%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
            })
    void whatIsNoHttpIsRefusedOrCutOffWithoutA500(String request) throws Exception {
        try (var connection = new Wire(uri)) {
            connection.send(request);
            assertThat(connection.rest()).doesNotContain(" 500 ").doesNotContain(" 200 ");
        }
        assertThat(intake.last()).isEmpty();
    }

    @Test
    void whoAsksFirstWhetherToSendIsToldToGoOn() throws Exception {
        try (var connection = new Wire(uri)) {
            connection.send("POST /signals HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(connection.statusLine()).contains(" 100 ");
            connection.send("{}");
            assertThat(connection.rest(" 200 ")).contains("accepted");
        }
    }

    @Test
    void whatNobodyHasForeseenIsA500WithoutItsCause() {
        intake.answers(CompletableFuture.failedFuture(new IllegalStateException("hunter2")));

        var body = problem(given().body("{}").post("/signals").then(), 500)
                .extract()
                .asString();

        assertThat(body).doesNotContain("hunter2", "IllegalState");
    }

    @Test
    void otherMethodsAreToldThatSignalsAreTakenByPost() {
        problem(given().delete("/signals").then(), 405).header("Allow", containsString("POST"));
    }

    /** Many clients in Java ask for it by themselves. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoSpeaksHttp2IsAnsweredInIt(boolean chunked) throws Exception {
        assertThat(post(HttpClient.Version.HTTP_2, "{}".getBytes(StandardCharsets.UTF_8), chunked))
                .satisfies(answer -> {
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                    assertThat(answer.statusCode()).isEqualTo(200);
                });
        assertThat(post(HttpClient.Version.HTTP_2, new byte[2 * MEBIBYTE], chunked))
                .satisfies(answer -> {
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                    assertThat(answer.statusCode()).isEqualTo(413);
                });
    }

    private java.net.http.HttpResponse<String> post(byte[] body, boolean chunked) throws Exception {
        return post(HttpClient.Version.HTTP_1_1, body, chunked);
    }

    private java.net.http.HttpResponse<String> post(HttpClient.Version version, byte[] body, boolean chunked)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var publisher = chunked
                    ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))
                    : BodyPublishers.ofByteArray(body);
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .version(version)
                            .timeout(Duration.ofSeconds(20))
                            .POST(publisher)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private JsonObject answer(IntakeResult result) {
        intake.answers(result);
        return new JsonObject(given().body("{}")
                .post("/signals")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString());
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.formatted(ID).replace('\'', '"'));
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.statusCode(status)
                .contentType(Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .body("status", equalTo(status));
    }

    /** A connection on which anything can be said. */
    private static final class Wire implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Wire(URI to) throws IOException {
            socket = new Socket(to.getHost(), to.getPort());
            socket.setSoTimeout(20_000);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        /** Whoever refuses may have hung up before the last word. */
        void send(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                assertThat(e).as("the other side hung up").isInstanceOf(java.net.SocketException.class);
            }
        }

        /** Until the other side hangs up. */
        void trickle(String text) {
            try {
                while (true) {
                    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException e) {
                assertThat(e).isNotNull();
            }
        }

        String statusLine() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString();
        }

        /** All that comes until the other side closes. */
        String rest() throws IOException {
            try {
                return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (java.net.SocketException e) {
                return "";
            }
        }

        /** All that comes until the body of the answer with this status has come. */
        String rest(String status) throws IOException {
            var all = new StringBuilder();
            while (!all.toString().contains(status) || !all.toString().endsWith("}")) {
                int c = in.read();
                if (c < 0) {
                    break;
                }
                all.append((char) c);
            }
            return all.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
