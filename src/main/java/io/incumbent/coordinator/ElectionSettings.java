package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.election.Timing;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Turns the configuration into what the election works with, or says in one line why it cannot work. */
final class ElectionSettings {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private ElectionSettings() {}

    /** @throws ConfigurationException naming the rule and the values that break it */
    static Timing timing(ElectionConfig config) {
        try {
            return new Timing(
                    config.ttl(),
                    config.heartbeat(),
                    config.margin(),
                    config.callTimeout(),
                    config.drainTimeout(),
                    config.redisOutage());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /** @throws ConfigurationException if a name could not stand in a key, a column or a log line */
    static InstanceIdentity identity(ElectionConfig config, String version, RandomGenerator chance) {
        var hostname = config.hostname().or(ElectionSettings::machine).orElse("unknown");
        var instance = config.instanceId().orElseGet(() -> fresh(hostname, chance));
        return new InstanceIdentity(
                name("incumbent.election.group", config.group()),
                name("incumbent.election.instance-id", instance),
                hostname,
                version);
    }

    /** @throws ConfigurationException if the stores would never be compared */
    static Duration checkEvery(ElectionConfig config) {
        if (config.checkEveryBeats() < 1) {
            throw new ConfigurationException("incumbent.election.check-every-beats is " + config.checkEveryBeats()
                    + ": it must be 1 or more, for example 10");
        }
        return config.heartbeat().multipliedBy(config.checkEveryBeats());
    }

    private static String fresh(String hostname, RandomGenerator chance) {
        var start = hostname.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        var host = start.isEmpty() ? "instance" : start.substring(0, Math.min(start.length(), 100));
        return host + "-" + HexFormat.of().toHexDigits(chance.nextInt());
    }

    private static Optional<String> machine() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .or(() -> {
                    try {
                        return Optional.of(InetAddress.getLocalHost().getHostName());
                    } catch (UnknownHostException e) {
                        return Optional.empty();
                    }
                });
    }

    private static String name(String key, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ConfigurationException(key + " is '" + value + "': it must be 1 to 128 letters, digits, dots,"
                    + " dashes or underscores, and begin with a letter or digit, for example orders-eu");
        }
        return value;
    }
}
