package io.incumbent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRulesTest {

    private static final String KEY = "incumbent.some.key";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 10})
    void aNumberInTheRangeIsAccepted(long value) {
        accepts(() -> ConfigRules.between(KEY, value, 1, 10, 5));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 11, Long.MAX_VALUE, Long.MIN_VALUE})
    void aNumberBesideTheRangeIsRefusedWithKeyValueAndRule(long value) {
        refuses(
                () -> ConfigRules.between(KEY, value, 1, 10, 5),
                "incumbent.some.key is " + value + ": it must be from 1 to 10, for example 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT1.5S", "P1D"})
    void aDurationInTheRangeIsAccepted(Duration value) {
        accepts(() -> ConfigRules.between(KEY, value, SECOND, DAY, SECOND));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.999S, 999ms", "PT-1S, -1s", "PT25H, 25h", "PT24H0.001S, 86400001ms"})
    void aDurationBesideTheRangeIsRefusedWithKeyValueAndRule(Duration value, String shown) {
        refuses(
                () -> ConfigRules.between(KEY, value, SECOND, DAY, Duration.ofSeconds(10)),
                "incumbent.some.key is " + shown + ": it must be from 1s to 1d, for example 10s");
    }

    @Test
    void whatIsBelowTheLeastIsRefused() {
        accepts(() -> ConfigRules.atLeast(KEY, 1, 1, 10));
        refuses(
                () -> ConfigRules.atLeast(KEY, 0, 1, 10),
                "incumbent.some.key is 0: it must be 1 or more, for example 10");
        accepts(() -> ConfigRules.atLeast(KEY, SECOND, SECOND, DAY));
        refuses(
                () -> ConfigRules.atLeast(KEY, SECOND.minusNanos(1), SECOND, DAY),
                "incumbent.some.key is PT0.999999999S: it must be 1s or longer, for example 1d");
    }

    @Test
    void zeroAndLessIsNotPositive() {
        accepts(() -> ConfigRules.positive(KEY, Duration.ofNanos(1), SECOND));
        refuses(
                () -> ConfigRules.positive(KEY, Duration.ZERO, SECOND),
                "incumbent.some.key is 0s: it must be longer than zero, for example 1s");
        refuses(
                () -> ConfigRules.positive(KEY, Duration.ofMinutes(-2), SECOND),
                "incumbent.some.key is -2m: it must be longer than zero, for example 1s");
    }

    @Test
    void twoThatContradictEachOtherAreBothNamed() {
        accepts(() -> ConfigRules.notAbove("a.low", 3, "a.high", 3));
        refuses(
                () -> ConfigRules.notAbove("a.low", 4, "a.high", 3),
                "a.low (4) must not be above a.high (3): lower the former or raise the latter");
        accepts(() -> ConfigRules.notAbove("a.low", SECOND, "a.high", SECOND));
        refuses(
                () -> ConfigRules.notAbove("a.low", DAY, "a.high", SECOND),
                "a.low (1d) must not be longer than a.high (1s): shorten the former or raise the latter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "orders-eu", "Orders.EU_1", "8-."})
    void aNameIsReturnedAsItIs(String name) {
        assertThat(ConfigRules.name(KEY, name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-a", ".a", "_a", "a{b}", "ä", "a\n"})
    void whatIsNoNameIsRefused(String name) {
        refuses(
                () -> ConfigRules.name(KEY, name),
                "incumbent.some.key is '" + name
                        + "': it must be 1 to 128 letters, digits, dots, dashes or underscores,"
                        + " and begin with a letter or digit, for example orders-eu");
    }

    @Test
    void aNameHasAtMost128Characters() {
        accepts(() -> ConfigRules.name(KEY, "a".repeat(128)));
        assertThatThrownBy(() -> ConfigRules.name(KEY, "a".repeat(129))).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.05S, 50ms",
        "PT1S, 1s",
        "PT1.5S, 1500ms",
        "PT60S, 1m",
        "PT90S, 90s",
        "PT2H, 2h",
        "PT90M, 90m",
        "P24D, 24d",
        "PT-1S, -1s",
        "PT0.0000005S, PT0.0000005S"
    })
    void durationsAreShownAsTheyAreWrittenInTheConfiguration(Duration value, String shown) {
        assertThat(ConfigRules.text(value)).isEqualTo(shown);
    }

    private static void accepts(ThrowingCallable rule) {
        assertThatCode(rule).doesNotThrowAnyException();
    }

    private static void refuses(ThrowingCallable rule, String message) {
        assertThatThrownBy(rule).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }
}
