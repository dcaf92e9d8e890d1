package io.incumbent.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.coordinator.TestConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot work is refused with the rule and the values that break it. */
class DeliverySettingsTest {

    @Test
    void theDefaultsWork() {
        var config = config(Map.of());

        DeliverySettings.check(config);
        var settings = DeliverySettings.of(URI.create("https://orders.example:8443/a?b=c"), 32, config);
        assertThat(settings.name()).isEqualTo("https://orders.example:8443");
        assertThat(settings.target().toJson().getString("uri")).isEqualTo("/a?b=c");
    }

    @ParameterizedTest
    @CsvSource({
        "connect-timeout, 0s, 0s",
        "timeout, -1s, -1s",
        "timeout, 25d, 25d",
        "retry-first, 0s, 0s",
        "retry-longest, 0s, 0s",
        "max-age, 0s, 0s",
        "max-age, 4000d, 4000d",
        "breaker-first, 0s, 0s",
        "breaker-longest, 0s, 0s",
        "retry-factor, 0.9, 0.9",
        "retry-factor, NaN, NaN",
        "breaker-failures, 0, 0",
    })
    void valuesThatCannotWorkAreRefused(String key, String value, String shown) {
        assertRefused(Map.of(key, value), "incumbent.delivery." + key + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource({"retry-first, retry-longest", "breaker-first, breaker-longest"})
    void theFirstMustNotBeLongerThanTheLongest(String first, String longest) {
        assertRefused(
                Map.of(first, "2s", longest, "1s"),
                "incumbent.delivery." + first + " (2s)",
                "incumbent.delivery." + longest + " (1s)");
    }

    @Test
    void aSecretOfAWrongFormIsRefusedAndNotTold() {
        assertThatThrownBy(() -> DeliverySettings.check(config(Map.of("secrets", "hunter2hunter2"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("incumbent.delivery.secrets")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/",
                "/path",
                "host:80",
                "http:///path",
                "mailto:a@b",
                "http://host/#part",
                "http://host:0/"
            })
    void aTargetIsHttpOrHttpsAndAHost(String url) {
        assertThatThrownBy(() -> DeliverySettings.of(URI.create(url), 32, config(Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("incumbent.dispatch.url is " + url, "http or https");
    }

    @Test
    void aPasswordInTheUrlIsRefusedAndNotTold() {
        assertThatThrownBy(() -> DeliverySettings.of(URI.create("http://me:hunter2@host/"), 32, config(Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("hunter2");
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        assertThatThrownBy(() -> DeliverySettings.check(config(settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words);
    }

    static DeliveryConfig config(Map<String, String> settings) {
        var values = new HashMap<String, String>();
        settings.forEach((key, value) -> values.put("incumbent.delivery." + key, value));
        return TestConfig.of(DeliveryConfig.class, values);
    }
}
