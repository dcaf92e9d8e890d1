package io.incumbent.dispatch.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.election.Term;
import io.incumbent.process.HttpReceiver;
import io.incumbent.process.HttpReceiver.Answer;
import io.incumbent.signal.SignalBody;
import io.incumbent.stores.Ports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery to a real server that answers well, badly, late, or not at all. */
class HttpDeliveryTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{ \"n\": 1.50, \"s\": \"é€\" }".getBytes(UTF_8);
    /** Long enough for an answer on a busy machine; a test that waits until the time is over sets a shorter one. */
    private static final Map<String, String> SETTINGS = Map.of(
            "timeout", "20s",
            "connect-timeout", "20s",
            "retry-first", "10s",
            "retry-longest", "1h",
            "breaker-failures", "1000",
            "breaker-first", "300ms",
            "breaker-longest", "300ms");

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpReceiver receiver = HttpReceiver.start();

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theBodyArrivesByteByByteWithAllThatTheReceiverMustKnow() {
        var signal = signal(3, "order-17");

        assertThat(outcome(delivery(Map.of()), signal)).isEqualTo(new Outcome.Completed("200"));
        var seen = receiver.requests().getFirst();
        assertThat(seen.body().bytes()).isEqualTo(BODY);
        assertThat(seen.path()).isEqualTo("/signals?tenant=1");
        assertThat(seen.header("content-type")).contains("application/vnd.shop+json");
        assertThat(seen.header("idempotency-key"))
                .contains(signal.handle().signal().toString());
        assertThat(seen.header("incumbent-term")).contains("42");
        assertThat(seen.header("incumbent-attempt")).contains("3");
        assertThat(seen.header("incumbent-source")).contains("shop");
        assertThat(seen.header("incumbent-key")).contains("order-17");
        assertThat(seen.headers()).doesNotContainKeys("webhook-id", "webhook-signature", "transfer-encoding");
        assertThat(seen.header("content-length")).contains("" + BODY.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "a\u0001b", "x\u0000", " a", "Kunde 😀"})
    void aKeyThatCannotStandInAHeaderIsLeftOut(String key) {
        outcome(delivery(Map.of()), signal(1, key));

        assertThat(receiver.requests().getFirst().headers()).doesNotContainKey("incumbent-key");
    }

    @Test
    void whereAllWorkThereIsNoTermAndWithoutAContentTypeItIsJson() {
        var bare = new ClaimedSignal(
                new ClaimHandle(UUID.randomUUID(), "me", 1),
                "shop",
                "k",
                Optional.empty(),
                Optional.empty(),
                new SignalBody(BODY),
                Duration.ZERO,
                Optional.empty());

        outcome(delivery(Map.of()), bare);

        assertThat(receiver.requests().getFirst().headers()).doesNotContainKey("incumbent-term");
        assertThat(receiver.requests().getFirst().header("content-type")).contains("application/json");
    }

    @Test
    void theReferenceLibraryVerifiesTheSignatureOfEachSecret() throws Exception {
        var other = "whsec_" + "A".repeat(43) + "=";
        outcome(delivery(Map.of("secrets", SECRET + "," + other)), signal(1, "k"));

        var seen = receiver.requests().getFirst();
        for (var secret : List.of(SECRET, other)) {
            new Webhook(secret).verify(new String(seen.body().bytes(), UTF_8), seen.headers());
        }
        assertThat(seen.header("webhook-id")).isEqualTo(seen.header("idempotency-key"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, completed",
        "201, completed",
        "204, completed",
        "299, completed",
        "400, dead",
        "401, dead",
        "404, dead",
        "410, dead",
        "422, dead",
        "408, failed",
        "425, failed",
        "429, failed",
        "500, failed",
        "501, failed",
        "502, failed",
        "503, failed",
        "504, failed",
        "599, failed",
        "300, failed",
        "304, failed",
    })
    void theStatusDecides(int status, String what) {
        receiver.answer(_ -> Answer.status(status));

        var outcome = outcome(delivery(Map.of()), signal(1, "k"));

        assertThat(name(outcome)).isEqualTo(what);
        assertThat(outcome.detail()).startsWith("" + status);
        assertThat(meters.get("incumbent.deliveries")
                        .tag("outcome", what)
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("incumbent.delivery").timer().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"404, failed", "422, failed", "410, dead"})
    void aRefusalMayBeTriedAgainIfTheOperatorSaysSo(int status, String what) {
        receiver.answer(_ -> Answer.status(status));

        assertThat(name(outcome(delivery(Map.of("client-error", "retry")), signal(1, "k"))))
                .isEqualTo(what);
    }

    @ParameterizedTest
    @CsvSource({"408", "425", "429", "500", "503"})
    void retryAfterIsHonouredAsTheLeastPause(int status) {
        receiver.answer(_ -> new Answer.Status(status, Map.of("Retry-After", "600"), ""));

        assertThat(pause(outcome(delivery(Map.of()), signal(1, "k")))).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void retryAfterIsBoundedAndNonsenseIsPassedOver() {
        receiver.answer(_ -> new Answer.Status(503, Map.of("Retry-After", "999999999"), ""));
        assertThat(pause(outcome(delivery(Map.of()), signal(1, "k")))).isEqualTo(Duration.ofHours(1));

        receiver.answer(_ -> new Answer.Status(503, Map.of("Retry-After", "soon"), ""));
        assertThat(pause(outcome(delivery(Map.of()), signal(1, "k")))).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aRedirectIsNotFollowedAndSaysWhereTo() {
        receiver.answer(_ -> new Answer.Status(302, Map.of("Location", "http://elsewhere/\u00e9"), ""));

        var outcome = outcome(delivery(Map.of()), signal(1, "k"));

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.detail()).contains("http://elsewhere/", "incumbent.dispatch.url");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void whatTheTargetSaysIsKeptInOneShortPrintableLine() {
        receiver.answer(_ -> new Answer.Status(422, Map.of(), "no\r\n such\u0000\taccount " + "😀".repeat(1000)));

        var detail = outcome(delivery(Map.of()), signal(1, "k")).detail();

        assertThat(detail)
                .startsWith("422: no such account 😀")
                .hasSizeLessThan(500)
                .matches("\\P{Cntrl}+");
        assertThat(detail.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
    }

    @Test
    void silenceEndsAtTheTimeout() {
        receiver.answer(_ -> new Answer.Silence());

        var outcome = outcome(delivery(Map.of("timeout", "500ms")), signal(1, "k"));

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.detail()).isEqualTo("no answer within PT0.5S");
    }

    @Test
    void aRefusedPortAndACutConnectionAreFailures() {
        receiver.answer(_ -> new Answer.Cut());
        var cut = outcome(delivery(Map.of()), signal(1, "k"));
        assertThat(cut).isInstanceOf(Outcome.Failed.class);
        assertThat(cut.detail()).startsWith("no answer: ");

        var nobody = delivery(Map.of(), URI.create("http://127.0.0.1:" + Ports.free() + "/"), 4);
        var refused = outcome(nobody, signal(1, "k"));
        assertThat(refused).isInstanceOf(Outcome.Failed.class);
        assertThat(refused.detail()).startsWith("no connection: ").containsIgnoringCase("refused");
    }

    @Test
    void whoDoesNotListenToTheEndOfAConnectionIsGivenUp() {
        // an address that is reserved for documentation: nobody answers, or the network says that it cannot be reached
        var nowhere = delivery(Map.of("connect-timeout", "500ms"), URI.create("http://192.0.2.1:81/"), 4);

        assertThat(outcome(nowhere, signal(1, "k"))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void onceTheStatusIsThereItDecidesWhateverFollows() {
        var delivery = delivery(Map.of("timeout", "3s"));
        for (var answer : List.<Answer>of(new Answer.CutInBody(200), new Answer.Endless(200), new Answer.Stuck(200))) {
            receiver.answer(_ -> answer);
            assertThat(outcome(delivery, signal(1, "k"))).as(answer.toString()).isInstanceOf(Outcome.Completed.class);
        }
        // cut off by its length, long before the time is over
        var patient = delivery(Map.of("timeout", "10m"));
        receiver.answer(_ -> new Answer.Endless(500));
        var endless = outcome(patient, signal(1, "k"));
        assertThat(endless.detail()).startsWith("500: on and on").hasSizeLessThan(300);
        await().untilAsserted(() -> assertThat(receiver.cutOff()).isEqualTo(2));
        receiver.answer(_ -> Answer.status(200));
        assertThat(outcome(delivery, signal(1, "k"))).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void whatIsTooOldForAnotherAttemptIsGivenUpAndSaysSo() {
        receiver.answer(_ -> Answer.status(500));

        var outcome = outcome(delivery(Map.of("max-age", "1s")), signal(9, "k"));

        assertThat(outcome).isInstanceOf(Outcome.Dead.class);
        assertThat(outcome.detail()).contains("given up", "PT1S", "500");
    }

    @Test
    void trustIsAskedForWhenThereIsAConnectionAndNothingIsSentWithoutIt() {
        var delivery = delivery(Map.of(), receiver.url(), 2);
        var signal = signal(1, "k");
        for (int i = 0; i < 10; i++) {
            var connected = new AtomicBoolean();
            int before = receiver.connections();
            var outcome = join(delivery.deliver(signal, () -> {
                connected.set(true);
                return false;
            }));
            assertThat(outcome).isInstanceOf(Outcome.GivenBack.class);
            assertThat(connected).isTrue();
            assertThat(receiver.connections()).isBetween(before, before + 1);
        }

        assertThat(receiver.requests()).isEmpty();
        assertThat(delivery.capacity()).isEqualTo(2);
        assertThat(outcome(delivery, signal)).isInstanceOf(Outcome.Completed.class);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void connectionsAreUsedAgainAndNeverMoreAreInFlightThanAllowed() {
        receiver.answer(_ -> new Answer.Late(Duration.ofMillis(5), new Answer.Status(200, Map.of(), "ok")));
        var delivery = delivery(Map.of(), receiver.url(), 4);
        var notifications = new AtomicInteger();
        delivery.onCapacity(notifications::incrementAndGet);
        int sent = 0;
        while (sent < 200) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> delivery.capacity() > 0);
            var _ = delivery.deliver(signal(1, "k"), () -> true);
            sent++;
        }
        await().untilAsserted(() -> assertThat(receiver.requests()).hasSize(200));

        assertThat(receiver.mostUnanswered()).isBetween(2, 4);
        assertThat(receiver.connections()).isLessThanOrEqualTo(4);
        await().untilAsserted(() -> assertThat(notifications).hasValue(200));
        assertThat(delivery.capacity()).isEqualTo(4);
    }

    @Test
    void whoComesWithoutCapacityIsGivenBackAtOnce() {
        receiver.answer(_ -> new Answer.Silence());
        var delivery = delivery(Map.of("timeout", "2s"), receiver.url(), 1);
        var first = delivery.deliver(signal(1, "k"), () -> true);

        assertThat(delivery.capacity()).isZero();
        assertThat(outcome(delivery, signal(1, "k"))).isInstanceOf(Outcome.GivenBack.class);
        assertThat(join(first)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aDeadTargetCostsFewAttemptsAndIsFoundAgain() throws IOException {
        int port = Ports.free();
        var delivery = delivery(
                Map.of("breaker-failures", "5", "breaker-first", "3s", "breaker-longest", "3s"),
                URI.create("http://127.0.0.1:" + port + "/"),
                32);

        var outcomes = IntStream.range(0, 100)
                .mapToObj(_ -> outcome(delivery, signal(1, "k")))
                .toList();

        assertThat(outcomes).filteredOn(Outcome.Failed.class::isInstance).hasSizeBetween(5, 6);
        assertThat(outcomes).filteredOn(Outcome.GivenBack.class::isInstance).hasSizeGreaterThan(90);
        assertThat(meters.get("incumbent.delivery.breaker.open").gauge().value())
                .isEqualTo(1);
        try (var back = HttpReceiver.start(port)) {
            await().until(() -> delivery.capacity() == 1);
            assertThat(delivery.untilCapacity()).isZero();
            assertThat(outcome(delivery, signal(1, "k"))).isInstanceOf(Outcome.Completed.class);
            assertThat(delivery.capacity()).isEqualTo(32);
            assertThat(back.requests()).hasSize(1);
            assertThat(meters.get("incumbent.delivery.breaker.open").gauge().value())
                    .isZero();
        }
    }

    @Test
    void aTargetThatThrottlesIsLeftAloneAndOneThatRefusesIsNot() {
        receiver.answer(_ -> Answer.status(422));
        var delivery = delivery(Map.of("breaker-failures", "3", "breaker-first", "1m", "breaker-longest", "1m"));
        for (int i = 0; i < 5; i++) {
            assertThat(outcome(delivery, signal(1, "k"))).isInstanceOf(Outcome.Dead.class);
        }
        assertThat(delivery.capacity()).isEqualTo(32);

        receiver.answer(_ -> Answer.status(429));
        for (int i = 0; i < 3; i++) {
            assertThat(outcome(delivery, signal(1, "k"))).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(delivery.capacity()).isZero();
        assertThat(delivery.untilCapacity()).isBetween(Duration.ofNanos(1), Duration.ofMinutes(1));
    }

    private HttpDelivery delivery(Map<String, String> settings) {
        return delivery(settings, receiver.url(), 32);
    }

    private HttpDelivery delivery(Map<String, String> settings, URI url, int maxInFlight) {
        var values = new HashMap<>(SETTINGS);
        values.putAll(settings);
        var config = DeliverySettingsTest.config(values);
        return HttpDelivery.of(
                vertx,
                DeliverySettings.of(url, maxInFlight, config),
                config,
                new RetrySchedule(config),
                System::nanoTime,
                meters);
    }

    private static ClaimedSignal signal(int attempt, String key) {
        return new ClaimedSignal(
                new ClaimHandle(UUID.randomUUID(), "me", attempt),
                "shop",
                key,
                Optional.empty(),
                Optional.of("application/vnd.shop+json"),
                new SignalBody(BODY),
                Duration.ofSeconds(1),
                Optional.of(new Term(42)));
    }

    private static Outcome outcome(HttpDelivery delivery, ClaimedSignal signal) {
        return join(delivery.deliver(signal, () -> true));
    }

    private static Outcome join(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Duration pause(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.pause() : Duration.ofDays(-1);
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed _ -> "completed";
            case Outcome.Failed _ -> "failed";
            case Outcome.Dead _ -> "dead";
            case Outcome.GivenBack _ -> "given_back";
        };
    }
}
