package io.incumbent.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the published vector, and against the reference library in both directions. */
class StandardWebhooksTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_" + "A".repeat(43) + "=";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final String WRONG = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

    private final Reader reader =
            Requests.reader(Map.of("authentication", "standard-webhooks", "secrets", SECRET + "," + OTHER));

    @Test
    void thePublishedVectorIsSignedAndVerified() {
        var signer = StandardWebhooks.of("k", List.of(SECRET));

        assertThat(signer.sign(ID, Requests.THEN, new Body(BODY.getBytes(UTF_8))))
                .isEqualTo(SIGNATURE);
        assertThat(Requests.good(reader, signed(SIGNATURE)).key()).isEqualTo(ID);
    }

    @Test
    void theReferenceLibraryAndWeAcceptEachOther() throws Exception {
        var random = new SplittableRandom(20261121);
        var now = Instant.now();
        for (int i = 0; i < 300; i++) {
            var secret = new byte[24 + random.nextInt(41)];
            random.nextBytes(secret);
            var text = "whsec_" + Base64.getEncoder().encodeToString(secret);
            var id = "msg_" + Long.toUnsignedString(random.nextLong(), 36);
            var body = "{\"n\":" + random.nextLong() + ",\"s\":\"" + (char) ('à' + random.nextInt(5000)) + "\"}";
            var reference = new Webhook(text);
            var ours = StandardWebhooks.of("k", List.of(SECRET, text)).sign(id, now, new Body(body.getBytes(UTF_8)));
            var theirs = reference.sign(id, now.getEpochSecond(), body);

            reference.verify(body, headers(id, now.getEpochSecond(), ours));
            assertThat(ours).endsWith(theirs);
            var us = Requests.reader(
                    Map.of("authentication", "standard-webhooks", "secrets", text), true, InstantSource.fixed(now));
            var sent = Requests.of(body.getBytes(UTF_8), headers(id, now.getEpochSecond(), theirs));
            assertThat(Requests.good(us, sent).key()).isEqualTo(id);

            var changed = body.replace("{", "{ ");
            assertThatThrownBy(() -> reference.verify(changed, headers(id, now.getEpochSecond(), ours)))
                    .isInstanceOf(WebhookVerificationException.class);
            assertThat(Requests.refused(
                            us, Requests.of(changed.getBytes(UTF_8), headers(id, now.getEpochSecond(), theirs))))
                    .isInstanceOf(Refusal.Unauthenticated.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + " " + WRONG,
                WRONG + " " + SIGNATURE,
                "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== "
                        + SIGNATURE,
                "v2,x  " + SIGNATURE + " nonsense",
            })
    void oneGoodSignatureAmongOthersIsEnough(String header) {
        assertThat(Requests.good(reader, signed(header)).key()).isEqualTo(ID);
    }

    @Test
    void eachOfSeveralSecretsVerifies() {
        for (var secret : List.of(SECRET, OTHER)) {
            var signature =
                    StandardWebhooks.of("k", List.of(secret)).sign(ID, Requests.THEN, new Body(BODY.getBytes(UTF_8)));

            assertThat(Requests.good(reader, signed(signature)).key()).isEqualTo(ID);
        }
    }

    @Test
    void whichSecretOrSignatureCameNearIsNotTold() {
        var stranger = "whsec_" + "B".repeat(43) + "=";
        var details = List.of(
                        WRONG,
                        SIGNATURE.replace("OE=", "OF="),
                        SIGNATURE.replace("v1,", "v1a,"),
                        SIGNATURE + "=",
                        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                        "v1,",
                        "",
                        StandardWebhooks.of("k", List.of(stranger))
                                .sign(ID, Requests.THEN, new Body(BODY.getBytes(UTF_8))))
                .stream()
                .map(header -> refused(signed(header)))
                .distinct();

        assertThat(details).hasSize(1);
    }

    @Test
    void idTimestampAndEveryByteOfTheBodyAreSigned() {
        assertThat(refused(Requests.of(
                        BODY.getBytes(UTF_8), headers(ID + "x", Requests.THEN.getEpochSecond(), SIGNATURE))))
                .contains("no signature");
        assertThat(refused(
                        Requests.of(BODY.getBytes(UTF_8), headers(ID, Requests.THEN.getEpochSecond() + 1, SIGNATURE))))
                .contains("no signature");
        assertThat(refused(Requests.of(
                        (BODY + " ").getBytes(UTF_8), headers(ID, Requests.THEN.getEpochSecond(), SIGNATURE))))
                .contains("no signature");
    }

    @ParameterizedTest
    @CsvSource({"-300, true", "300, true", "-301, false", "301, false"})
    void theClocksMayDifferByTheToleranceBothWays(int seconds, boolean taken) {
        var later = Requests.reader(
                Map.of("authentication", "standard-webhooks", "secrets", SECRET),
                true,
                InstantSource.fixed(Requests.THEN.plusSeconds(seconds)));

        assertThat(later.read(signed(SIGNATURE)) instanceof Reader.Read.Good).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void noneOfTheThreeHeadersMayBeMissing(String missing) {
        var headers = new HashMap<>(headers(ID, Requests.THEN.getEpochSecond(), SIGNATURE));
        headers.remove(missing);

        assertThat(refused(Requests.of(BODY.getBytes(UTF_8), headers))).contains(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1614265330", "1614265330.0", "1614265330000000000", "16142653x", "١٦"})
    void aTimestampIsWholeSeconds(String timestamp) {
        var headers = new HashMap<>(headers(ID, 0, SIGNATURE));
        headers.put("webhook-timestamp", List.of(timestamp));

        assertThat(refused(Requests.of(BODY.getBytes(UTF_8), headers))).contains("webhook-timestamp");
    }

    @Test
    void aStrangerIsTurnedAwayBeforeTheBodyIsLookedAt() {
        assertThat(refused(Requests.of("not json, not signed"))).contains("webhook-id");
    }

    @Test
    void aSignatureThatIsUsedByManyThreadsStaysRight() {
        var signer = StandardWebhooks.of("k", List.of(SECRET));
        var body = new Body(BODY.getBytes(UTF_8));

        assertThatCode(() -> assertThat(java.util.stream.IntStream.range(0, 5_000)
                                .parallel()
                                .mapToObj(_ -> signer.sign(ID, Requests.THEN, body))
                                .distinct())
                        .containsExactly(SIGNATURE))
                .doesNotThrowAnyException();
    }

    private String refused(Incoming request) {
        var refusal = Requests.refused(reader, request);
        assertThat(refusal).isInstanceOf(Refusal.Unauthenticated.class);
        return refusal.detail();
    }

    private static Incoming signed(String signature) {
        return Requests.of(BODY.getBytes(UTF_8), headers(ID, Requests.THEN.getEpochSecond(), signature));
    }

    private static Map<String, List<String>> headers(String id, long timestamp, String signature) {
        return Map.of(
                "webhook-id", List.of(id),
                "webhook-timestamp", List.of(String.valueOf(timestamp)),
                "webhook-signature", List.of(signature));
    }
}
