package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.auth.StandardWebhooks;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send, and which settings of that refuse to start. */
class SenderAuthenticationTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String TOKEN = "correct-horse-battery";

    @Test
    void inProductionNobodyMaySendUntilSomebodySaysWho() {
        assertThat(SignalRequests.refused(parser(Map.of(), true), SignalRequests.of("{}")))
                .isInstanceOf(InvalidRequest.IntakeClosed.class)
                .extracting(InvalidRequest::detail)
                .asString()
                .contains("incumbent.signals.authentication");
        assertThat(SignalRequests.good(parser(Map.of(), false), SignalRequests.of("{}")))
                .isNotNull();
        assertThat(SignalRequests.good(parser(Map.of("authentication", "none"), true), SignalRequests.of("{}")))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer correct-horse-battery, true",
        "bearer correct-horse-battery, true",
        "Bearer another-good-token-1, true",
        "Bearer correct-horse-batterz, false",
        "Bearer correct-horse-battery2, false",
        "Bearer correct-horse, false",
        "Bearer, false",
        "Basic correct-horse-battery, false",
        "correct-horse-battery, false",
    })
    void aTokenIsOneOfThoseThatWereSet(String authorization, boolean taken) {
        var parser = parser(Map.of("authentication", "bearer", "bearer-tokens", TOKEN + ",another-good-token-1"), true);

        assertThat(SignalRequests.isTaken(parser, SignalRequests.of("{}", "Authorization", authorization)))
                .isEqualTo(taken);
    }

    @Test
    void aTokenIsSentOnce() {
        var parser = parser(Map.of("authentication", "bearer", "bearer-tokens", TOKEN), true);

        assertThat(SignalRequests.refused(parser, SignalRequests.of("{}")))
                .isInstanceOf(InvalidRequest.Unauthenticated.class);
        assertThat(SignalRequests.refused(
                        parser, SignalRequests.of("{}", "Authorization", "Bearer " + TOKEN, "Bearer x")))
                .isInstanceOf(InvalidRequest.Unauthenticated.class);
    }

    @Test
    void aSignatureIsOfOneOfTheSecretsThatWereSetAndOfTheTimeThatIsTolerated() {
        var other = "whsec_" + "A".repeat(43) + "=";
        var settings =
                Map.of("authentication", "standard-webhooks", "secrets", SECRET + "," + other, "tolerance", "9s");

        for (var secret : List.of(SECRET, other)) {
            assertThat(SignalRequests.good(parser(settings, true), signed(secret, SignalRequests.THEN.minusSeconds(9)))
                            .key())
                    .isEqualTo("msg_1");
        }
        assertThat(SignalRequests.refused(parser(settings, true), signed(SECRET, SignalRequests.THEN.minusSeconds(10))))
                .isInstanceOf(InvalidRequest.Unauthenticated.class)
                .extracting(InvalidRequest::detail)
                .asString()
                .contains("webhook-timestamp");
    }

    @Test
    void aStrangerIsTurnedAwayBeforeTheBodyIsLookedAt() {
        var parser = parser(Map.of("authentication", "standard-webhooks", "secrets", SECRET), true);

        assertThat(SignalRequests.refused(parser, SignalRequests.of("not json, not signed")))
                .isInstanceOf(InvalidRequest.Unauthenticated.class)
                .extracting(InvalidRequest::detail)
                .asString()
                .contains("webhook-id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_not+base64!+not+base64!+not+base64",
                "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            })
    void aSecretOfAWrongFormRefusesToStartAndIsNotTold(String secret) {
        assertThatThrownBy(() -> parser(Map.of("authentication", "standard-webhooks", "secrets", secret), true))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContainingAll("incumbent.signals.secrets, number 1 of 1", "whsec_", "24 to 64")
                .hasMessageNotContaining(secret.length() > 10 ? secret.substring(6) : "\0");
    }

    @Test
    void aSecretHas64BytesAtMost() {
        var long65 = "whsec_" + java.util.Base64.getEncoder().encodeToString(new byte[65]);

        assertThatThrownBy(() -> parser(Map.of("authentication", "standard-webhooks", "secrets", long65), true))
                .isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "fifteen-letters", "with a blank in it", "contrôle-in-français"})
    void aTokenThatCouldBeGuessedRefusesToStartAndIsNotTold(String token) {
        assertThatThrownBy(() -> parser(Map.of("authentication", "bearer", "bearer-tokens", TOKEN + "," + token), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("incumbent.signals.bearer-tokens, number 2 of 2", "16 or more")
                .hasMessageNotContainingAny(token, TOKEN);
    }

    @ParameterizedTest
    @CsvSource({"standard-webhooks, incumbent.signals.secrets", "bearer, incumbent.signals.bearer-tokens"})
    void whoMustProveThemselvesNeedsSomethingToProve(String authentication, String key) {
        assertThatThrownBy(() -> parser(Map.of("authentication", authentication), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key + " is empty");
    }

    private static IntakeRequest signed(String secret, Instant at) {
        var body = "{}".getBytes(UTF_8);
        var headers = Map.of(
                "webhook-id", List.of("msg_1"),
                "webhook-timestamp", List.of(String.valueOf(at.getEpochSecond())),
                "webhook-signature",
                        List.of(StandardWebhooks.of("k", List.of(secret)).sign("msg_1", at, body)));
        return SignalRequests.of(body, headers);
    }

    private static SignalParser parser(Map<String, String> settings, boolean production) {
        return SignalRequests.parser(settings, production, InstantSource.fixed(SignalRequests.THEN));
    }
}
