package io.incumbent.intake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.stores.NeedsServers;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsServers
class SignalsSettingsTest {

    @Test
    void theDefaultsWork() {
        assertThatCode(() -> SignalsSettings.check(IntakeFixture.config(Map.of()), 20))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "group-size, 0, from 1 to 10000",
        "group-size, -1, from 1 to 10000",
        "max-waiting, 0, from 1 to 1000000",
        "max-body, 0, from 1 to 67108864",
        "max-body, 65M, from 1 to 67108864",
        "writers, 0, must be 1 or more",
        "writers, 21, (20)",
        "retry-after, 1500ms, whole seconds",
        "retry-after, 0s, whole seconds",
        "retry-after, -1s, whole seconds",
        "retry-after, 25h, 1d",
        "tolerance, 0s, longer than nothing",
        "tolerance, -1s, longer than nothing",
        "retention, 0s, from 1s",
        "retention, -7d, from 1s",
    })
    void whatCannotWorkIsRefusedWithTheRuleAndTheKey(String key, String value, String words) {
        var config = IntakeFixture.config(Map.of(key, value));

        assertThatThrownBy(() -> SignalsSettings.check(config, 20))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("incumbent.signals." + key)
                .hasMessageContaining(words);
    }
}
