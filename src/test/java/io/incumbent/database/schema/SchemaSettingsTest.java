package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.coordinator.TestConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is refused with the rule and the values that break it. */
class SchemaSettingsTest {

    @Test
    void theDefaultsWork() {
        var config = TestConfig.of(SchemaConfig.class, Map.of());

        SchemaSettings.check(config);
        assertThat(SchemaSettings.limits(config))
                .isEqualTo(
                        new SetupSessionLimits(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource({
        "retry-first, 0s",
        "retry-longest, 0s",
        "watch-every, 0s",
        "give-up-after, -1s",
        "statement-timeout, 0s",
        "lock-timeout, 25d",
        "holder-silence, 0s",
    })
    void noWaitIsNothingOrLongerThanTheServerCanCount(String key, String value) {
        assertRefused(Map.of(key, value), "incumbent.schema." + key + " is " + value + ": it must be from 1ms to 24d");
    }

    @Test
    void theFirstWaitMustNotBeLongerThanTheLongest() {
        assertRefused(
                Map.of("retry-first", "2s", "retry-longest", "1s"),
                "incumbent.schema.retry-first (2s)",
                "incumbent.schema.retry-longest (1s)");
    }

    @Test
    void whoWatchesMustNotBeTakenForSilent() {
        assertRefused(
                Map.of("watch-every", "2s", "holder-silence", "1s"),
                "incumbent.schema.watch-every (2s)",
                "incumbent.schema.holder-silence (1s)");
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        var values = new HashMap<String, String>();
        settings.forEach((key, value) -> values.put("incumbent.schema." + key, value));
        var config = TestConfig.of(SchemaConfig.class, values);

        assertThatThrownBy(() -> SchemaSettings.check(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words);
    }
}
