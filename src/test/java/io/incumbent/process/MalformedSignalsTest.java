package io.incumbent.process;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What strangers send to a real instance in production: each is answered, none by a 500, and it works on afterwards. */
@NeedsProcesses
class MalformedSignalsTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private static final PostgresServer POSTGRES = PostgresServer.start();
    private static final RedisServer REDIS = RedisServer.start();
    private static InstanceCluster cluster;
    private static InstanceProcess open;
    private static InstanceProcess closed;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void aLeaderThatTakesAllAndOneThatWasNotToldWhoMaySend() throws IOException {
        cluster = InstanceCluster.of(InstanceCluster.with(
                InstanceCluster.QUICK, InstanceCluster.stores(POSTGRES, POSTGRES.newDatabase(), REDIS)));
        open = cluster.start(Map.of(
                "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                "INCUMBENT_SIGNALS_FOLLOWER_POLICY", "store",
                "INCUMBENT_SIGNALS_KEY_POINTER", "/id",
                "INCUMBENT_SIGNALS_ORDERING_POINTER", "/account",
                "INCUMBENT_LOG_LEADERSHIP_LEVEL", "INFO")); // so that an ERROR in its log is one
        closed = cluster.start();
        cluster.awaitLeader();
    }

    @AfterAll
    static void end() throws IOException {
        cluster.close();
        REDIS.close();
        POSTGRES.close();
    }

    @Test
    void hostileBodiesAreRefusedWithTheReasonAndNothingBreaks() {
        bodies().forEach((name, body) -> {
            var answer = post(open, "", body);
            int expected = body.length > MEBIBYTE ? 413 : 400;

            assertThat(answer.statusCode())
                    .as(() -> name + "\n" + cluster.log(open))
                    .isEqualTo(expected);
            assertProblem(name, answer);
        });
        assertWorks();
    }

    @Test
    void randomBytesAndBrokenJsonAreNeverA500() {
        var random = new Random(20261121);
        var sample = "{\"id\": \"a\\u0041é\", \"account\": [-0.5e+3, 12], \"o\": {\"t\": true}}".getBytes(UTF_8);
        for (int i = 0; i < 500; i++) {
            var body = i % 2 == 0 ? new byte[random.nextInt(300)] : sample.clone();
            if (i % 2 == 0) {
                random.nextBytes(body);
            } else {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                body = Arrays.copyOf(body, random.nextInt(2) == 0 ? body.length : random.nextInt(body.length));
            }
            var answer = post(open, "", body);

            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 409);
            assertThat(answer.body()).doesNotContain("Exception", "\tat ", "io.incumbent");
        }
        assertWorks();
    }

    @Test
    void oddHeadersAndSourcesAreTakenOrRefusedButNeverA500() {
        var good = "{}".getBytes(UTF_8);
        for (var header : List.of("webhook-id", "Idempotency-Key", "Content-Type")) {
            for (var value :
                    List.of("\"", "\"\"", "é", "a\u00a0b", "x".repeat(300), "k".repeat(7000), "\\", "'; --", "{}")) {
                var answer = post(open, "?source=odd", good, header, value);

                assertThat(answer.statusCode())
                        .as(header + value + answer.body())
                        .isIn(200, 400, 409, 431);
                assertThat(answer.body()).doesNotContain("Exception", "\tat ");
            }
        }
        for (var source :
                List.of("?source=", "?source=%00", "?source=a&source=b", "?source=%F0%28", "?source=..%2F..")) {
            var answer = post(open, source, good);

            assertThat(answer.statusCode()).as(source).isEqualTo(400);
            assertProblem(source, answer);
        }
        assertWorks();
    }

    @Test
    void anyJsonIsTakenWhateverItIsCalledAndKeptByteByByte() {
        for (var body : List.of("null", "0", "\"\"", "[]", "1e999999999", "[\"\\ud83d\\ude00\"]", "{\"\": -0.0}")) {
            var answer = post(open, "?source=types", body.getBytes(UTF_8), "Content-Type", "image/png");

            assertThat(new JsonObject(answer.body()).getString("status"))
                    .as(answer.body())
                    .isEqualTo("accepted");
        }
        var key = post(open, "", "{\"id\": \"schlüssel 😀\", \"account\": \"é€😀\"}".getBytes(UTF_8));
        assertThat(key.statusCode()).isEqualTo(200);
    }

    @Test
    void inProductionNobodyMaySendBeforeTheOperatorHasSaidWho() {
        var answer = post(closed, "", "{}".getBytes(UTF_8));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertProblem("closed", answer);
        assertThat(answer.body()).contains("incumbent.signals.authentication");
    }

    /** Java's own client is one: it asks for the newer protocol with its first request. */
    @Test
    void whoWouldRatherSpeakHttp2IsServedToo() throws Exception {
        try (var modern = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + open.httpPort() + "/signals"))
                    .POST(BodyPublishers.ofString("{\"id\": \"modern\"}"))
                    .build();
            for (var status : List.of("accepted", "duplicate")) {
                var answer = modern.send(request, BodyHandlers.ofString());

                assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo(status);
            }
        }
    }

    private static Map<String, byte[]> bodies() {
        var bodies = new LinkedHashMap<String, byte[]>();
        bodies.put("empty", new byte[0]);
        bodies.put("ten megabytes", " ".repeat(10 * MEBIBYTE).getBytes(UTF_8));
        bodies.put("10,000 arrays", ("[".repeat(10_000) + "]".repeat(10_000)).getBytes(UTF_8));
        bodies.put("10,000 objects", ("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)).getBytes(UTF_8));
        bodies.put("invalid UTF-8", new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});
        bodies.put("half a surrogate in UTF-8", new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'});
        bodies.put("UTF-16", "{}".getBytes(UTF_16));
        bodies.put("duplicate names", "{\"a\": 1, \"a\": 2}".getBytes(UTF_8));
        bodies.put("a number of 500,000 digits", "9".repeat(500_000).getBytes(UTF_8));
        bodies.put("an exponent of 500,000 digits", ("1e" + "9".repeat(500_000)).getBytes(UTF_8));
        bodies.put("NUL escaped", "{\"a\": \"\\u0000\"}".getBytes(UTF_8));
        bodies.put("NUL in a name", "{\"\\u0000\": 1}".getBytes(UTF_8));
        bodies.put("NUL raw", "{\"a\": \"\0\"}".getBytes(UTF_8));
        bodies.put("NUL in the key", "{\"id\": \"\\u0000\"}".getBytes(UTF_8));
        bodies.put("half a surrogate pair", "[\"\\ud800\"]".getBytes(UTF_8));
        bodies.put("half a surrogate pair as the key", "{\"id\": \"\\udc00\"}".getBytes(UTF_8));
        bodies.put("a key that is an object", "{\"id\": {}}".getBytes(UTF_8));
        bodies.put("an ordering key that is an array", "{\"account\": []}".getBytes(UTF_8));
        bodies.put("an empty key", "{\"id\": \"\"}".getBytes(UTF_8));
        bodies.put("a form", "a=1&b=2".getBytes(UTF_8));
        bodies.put("two values", "{} {}".getBytes(UTF_8));
        return bodies;
    }

    private void assertWorks() {
        var body = ("{\"id\": \"after " + System.nanoTime() + "\"}").getBytes(UTF_8);

        assertThat(new JsonObject(post(open, "", body).body()).getString("status"))
                .isEqualTo("accepted");
        assertThat(new JsonObject(post(open, "", body).body()).getString("status"))
                .isEqualTo("duplicate");
        assertThat(cluster.log(open)).doesNotContain(" ERROR ", "Exception");
    }

    private static void assertProblem(String name, HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).as(name).contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("detail")).as(name).isNotBlank();
        assertThat(answer.body()).as(name).doesNotContain("Exception", "\tat ", "io.incumbent", "com.fasterxml");
    }

    private HttpResponse<String> post(InstanceProcess to, String query, byte[] body, String... header) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + to.httpPort() + "/signals" + query))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body));
        if (header.length > 0) {
            request.headers(header);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
