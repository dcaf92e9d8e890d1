package io.incumbent.coordinator;

import io.incumbent.config.ConfigRules;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.election.Timing;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The settings of the election, computed from the configuration and checked. */
public final class ElectionSettings {

    private ElectionSettings() {}

    /** @throws ConfigurationException naming the rule and the values that break it */
    public static Timing timing(ElectionConfig config) {
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

    /** @throws ConfigurationException if a name would need escaping in a key, a column or a log line */
    public static InstanceIdentity identity(ElectionConfig config, String version, RandomGenerator chance) {
        var hostname = config.hostname().or(ElectionSettings::machine).orElse("unknown");
        var instance = config.instanceId().orElseGet(() -> fresh(hostname, chance));
        return new InstanceIdentity(
                ConfigRules.name("incumbent.election.group", config.group()),
                ConfigRules.name("incumbent.election.instance-id", instance),
                hostname,
                version);
    }

    /**
     * The time between two comparisons of the stores.
     *
     * @throws ConfigurationException if the stores would never be compared
     */
    static Duration checkEvery(ElectionConfig config) {
        ConfigRules.atLeast("incumbent.election.check-every-beats", config.checkEveryBeats(), 1, 10);
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
}
