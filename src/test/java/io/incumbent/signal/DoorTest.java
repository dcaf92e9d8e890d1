package io.incumbent.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send, and which settings of that refuse to start. */
class DoorTest {

    private static final String TOKEN = "correct-horse-battery";

    @Test
    void inProductionNobodyMaySendUntilSomebodySaysWho() {
        assertThat(Requests.refused(reader(Map.of(), true), Requests.of("{}")))
                .isInstanceOf(Refusal.Closed.class)
                .extracting(Refusal::detail)
                .asString()
                .contains("incumbent.signals.authentication");
        assertThat(Requests.good(reader(Map.of(), false), Requests.of("{}"))).isNotNull();
        assertThat(Requests.good(reader(Map.of("authentication", "none"), true), Requests.of("{}")))
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
        var reader = reader(Map.of("authentication", "bearer", "bearer-tokens", TOKEN + ",another-good-token-1"), true);

        assertThat(reader.read(Requests.of("{}", "Authorization", authorization)) instanceof Reader.Read.Good)
                .isEqualTo(taken);
    }

    @Test
    void aTokenIsSentOnce() {
        var reader = reader(Map.of("authentication", "bearer", "bearer-tokens", TOKEN), true);

        assertThat(Requests.refused(reader, Requests.of("{}"))).isInstanceOf(Refusal.Unauthenticated.class);
        assertThat(Requests.refused(reader, Requests.of("{}", "Authorization", "Bearer " + TOKEN, "Bearer x")))
                .isInstanceOf(Refusal.Unauthenticated.class);
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
        assertThatThrownBy(() -> reader(Map.of("authentication", "standard-webhooks", "secrets", secret), true))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContainingAll("incumbent.signals.secrets, number 1 of 1", "whsec_", "24 to 64")
                .hasMessageNotContaining(secret.length() > 10 ? secret.substring(6) : "\0");
    }

    @Test
    void aSecretHas64BytesAtMost() {
        var long65 = "whsec_" + java.util.Base64.getEncoder().encodeToString(new byte[65]);

        assertThatThrownBy(() -> reader(Map.of("authentication", "standard-webhooks", "secrets", long65), true))
                .isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "fifteen-letters", "with a blank in it", "contrôle-in-français"})
    void aTokenThatCouldBeGuessedRefusesToStartAndIsNotTold(String token) {
        assertThatThrownBy(() -> reader(Map.of("authentication", "bearer", "bearer-tokens", TOKEN + "," + token), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("incumbent.signals.bearer-tokens, number 2 of 2", "16 or more")
                .hasMessageNotContainingAny(token, TOKEN);
    }

    @ParameterizedTest
    @CsvSource({"standard-webhooks, incumbent.signals.secrets", "bearer, incumbent.signals.bearer-tokens"})
    void whoMustProveThemselvesNeedsSomethingToProve(String authentication, String key) {
        assertThatThrownBy(() -> reader(Map.of("authentication", authentication), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key + " is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s"})
    void aToleranceIsLongerThanNothing(String tolerance) {
        assertThatThrownBy(() -> reader(Map.of("tolerance", tolerance), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("incumbent.signals.tolerance is PT");
    }

    private static Reader reader(Map<String, String> settings, boolean production) {
        return Requests.reader(settings, production, InstantSource.fixed(Requests.THEN));
    }
}
