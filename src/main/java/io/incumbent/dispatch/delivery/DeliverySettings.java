package io.incumbent.dispatch.delivery;

import io.incumbent.auth.StandardWebhooks;
import io.incumbent.config.ConfigRules;
import io.incumbent.logging.LogText;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The validated settings of deliveries to one target.
 *
 * @param target template of the POST request, without headers; copied, never changed
 * @param name of the target in logs, without credentials
 */
public record DeliverySettings(
        RequestOptions target, String name, Duration connectTimeout, Duration timeout, int maxInFlight) {

    private static final String PREFIX = "incumbent.delivery.";

    /** The longest time that a timer of Vert.x can count. */
    private static final Duration LONGEST = Duration.ofDays(24);

    /** @throws ConfigurationException naming the rule and the values that break it; without secrets */
    public static void check(DeliveryConfig config) {
        Map.of(
                        "connect-timeout", config.connectTimeout(),
                        "timeout", config.timeout(),
                        "retry-first", config.retryFirst(),
                        "retry-longest", config.retryLongest(),
                        "breaker-first", config.breakerFirst(),
                        "breaker-longest", config.breakerLongest())
                .forEach((key, value) -> range(key, value, LONGEST));
        range("max-age", config.maxAge(), Duration.ofDays(3650));
        notAbove("retry-first", config.retryFirst(), "retry-longest", config.retryLongest());
        notAbove("breaker-first", config.breakerFirst(), "breaker-longest", config.breakerLongest());
        if (!(config.retryFactor() >= 1) || Double.isInfinite(config.retryFactor())) {
            throw new ConfigurationException(
                    PREFIX + "retry-factor is " + config.retryFactor() + ": it must be 1 or more, for example 3");
        }
        ConfigRules.atLeast(PREFIX + "breaker-failures", config.breakerFailures(), 1, 5);
        var _ = signer(config);
    }

    /** @throws ConfigurationException if the URL cannot be a target */
    public static DeliverySettings of(URI url, int maxInFlight, DeliveryConfig config) {
        boolean usable = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && url.getPort() <= 65_535
                && url.getPort() != 0;
        if (!usable) {
            throw new ConfigurationException("incumbent.dispatch.url is " + LogText.withoutCredentials(url.toString())
                    + ": it must be http or https and a host, without user, password or fragment, for example"
                    + " http://orders:8080/signals");
        }
        return new DeliverySettings(
                new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url.toString()),
                url.getScheme() + "://" + url.getRawAuthority(),
                config.connectTimeout(),
                config.timeout(),
                maxInFlight);
    }

    static CircuitBreaker breaker(DeliveryConfig config, RandomGenerator chance) {
        return new CircuitBreaker(config.breakerFailures(), config.breakerFirst(), config.breakerLongest(), chance);
    }

    static Optional<StandardWebhooks> signer(DeliveryConfig config) {
        return config.secrets().map((List<String> secrets) -> StandardWebhooks.of(PREFIX + "secrets", secrets));
    }

    private static void range(String key, Duration value, Duration longest) {
        ConfigRules.between(PREFIX + key, value, Duration.ofMillis(1), longest, Duration.ofSeconds(10));
    }

    private static void notAbove(String lowKey, Duration low, String highKey, Duration high) {
        ConfigRules.notAbove(PREFIX + lowKey, low, PREFIX + highKey, high);
    }
}
