package io.incumbent.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** When the published signature was made. */
    private static final Instant THEN = Instant.ofEpochSecond(1614265330);

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final StandardWebhooks secrets = StandardWebhooks.of("k", List.of(SECRET, OTHER));

    @Test
    void thePublishedVectorIsSignedAndVerified() {
        var signer = StandardWebhooks.of("k", List.of(SECRET));

        assertThat(signer.sign(ID, THEN, BODY.getBytes(UTF_8))).isEqualTo(SIGNATURE);
        assertThat(accepted(signed(SIGNATURE))).isTrue();
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
            var ours = StandardWebhooks.of("k", List.of(SECRET, text)).sign(id, now, body.getBytes(UTF_8));
            var theirs = reference.sign(id, now.getEpochSecond(), body);

            reference.verify(body, headers(id, now.getEpochSecond(), ours));
            assertThat(ours).endsWith(theirs);
            var us = StandardWebhooks.of("k", List.of(text));
            var sent = headers(id, now.getEpochSecond(), theirs);
            assertThat(verify(us, sent, body, now)).isEmpty();

            var changed = body.replace("{", "{ ");
            assertThatThrownBy(() -> reference.verify(changed, headers(id, now.getEpochSecond(), ours)))
                    .isInstanceOf(WebhookVerificationException.class);
            assertThat(verify(us, sent, changed, now)).isPresent();
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
        assertThat(accepted(signed(header))).isTrue();
    }

    @Test
    void eachOfSeveralSecretsVerifies() {
        for (var secret : List.of(SECRET, OTHER)) {
            var signature = StandardWebhooks.of("k", List.of(secret)).sign(ID, THEN, BODY.getBytes(UTF_8));

            assertThat(accepted(signed(signature))).isTrue();
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
                        StandardWebhooks.of("k", List.of(stranger)).sign(ID, THEN, BODY.getBytes(UTF_8)))
                .stream()
                .map(header -> refused(signed(header)))
                .distinct();

        assertThat(details).hasSize(1);
    }

    @Test
    void idTimestampAndEveryByteOfTheBodyAreSigned() {
        assertThat(refused(headers(ID + "x", THEN.getEpochSecond(), SIGNATURE))).contains("no signature");
        assertThat(refused(headers(ID, THEN.getEpochSecond() + 1, SIGNATURE))).contains("no signature");
        assertThat(verify(secrets, signed(SIGNATURE), BODY + " ", THEN).orElseThrow())
                .contains("no signature");
    }

    @ParameterizedTest
    @CsvSource({"-300, true", "300, true", "-301, false", "301, false"})
    void theClocksMayDifferByTheToleranceBothWays(int seconds, boolean taken) {
        assertThat(verify(secrets, signed(SIGNATURE), BODY, THEN.plusSeconds(seconds))
                        .isEmpty())
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void noneOfTheThreeHeadersMayBeMissing(String missing) {
        var headers = new HashMap<>(headers(ID, THEN.getEpochSecond(), SIGNATURE));
        headers.remove(missing);

        assertThat(refused(headers)).contains(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1614265330", "1614265330.0", "1614265330000000000", "16142653x", "١٦"})
    void aTimestampIsWholeSeconds(String timestamp) {
        var headers = new HashMap<>(headers(ID, 0, SIGNATURE));
        headers.put("webhook-timestamp", List.of(timestamp));

        assertThat(refused(headers)).contains("webhook-timestamp");
    }

    @Test
    void aSignatureThatIsUsedByManyThreadsStaysRight() {
        var signer = StandardWebhooks.of("k", List.of(SECRET));
        var body = BODY.getBytes(UTF_8);

        assertThatCode(() -> assertThat(java.util.stream.IntStream.range(0, 5_000)
                                .parallel()
                                .mapToObj(_ -> signer.sign(ID, THEN, body))
                                .distinct())
                        .containsExactly(SIGNATURE))
                .doesNotThrowAnyException();
    }

    private boolean accepted(Map<String, List<String>> headers) {
        return verify(secrets, headers, BODY, THEN).isEmpty();
    }

    private String refused(Map<String, List<String>> headers) {
        return verify(secrets, headers, BODY, THEN).orElseThrow();
    }

    private static Optional<String> verify(
            StandardWebhooks secrets, Map<String, List<String>> headers, String body, Instant now) {
        return secrets.verify(name -> headers.getOrDefault(name, List.of()), body.getBytes(UTF_8), now, TOLERANCE);
    }

    private static Map<String, List<String>> signed(String signature) {
        return headers(ID, THEN.getEpochSecond(), signature);
    }

    private static Map<String, List<String>> headers(String id, long timestamp, String signature) {
        return Map.of(
                "webhook-id", List.of(id),
                "webhook-timestamp", List.of(String.valueOf(timestamp)),
                "webhook-signature", List.of(signature));
    }
}
