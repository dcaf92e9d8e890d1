package io.incumbent.coordinator;

import io.incumbent.config.ConfigRules;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.election.Timing;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
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

    /**
     * The identity of this process, whose id is not registered yet.
     *
     * @throws ConfigurationException if a name would need escaping in a key, a column or a log line, or if an id was set
     */
    public static InstanceIdentity identity(
            ElectionConfig election, InstanceConfig instance, String version, RandomGenerator chance) {
        return identity(election, instance, version, ProcessMarks.current(), chance);
    }

    static InstanceIdentity identity(
            ElectionConfig election,
            InstanceConfig instance,
            String version,
            ProcessMarks process,
            RandomGenerator chance) {
        election.instanceId().ifPresent(ElectionSettings::refuseId);
        var hostname = election.hostname().or(ElectionSettings::machine).orElse("unknown");
        return new InstanceIdentity(
                ConfigRules.name("incumbent.election.group", election.group()),
                ConfigRules.name("incumbent.instance.name", instance.name().orElseGet(() -> nameOf(hostname))),
                hostname,
                version,
                process.nonce(chance),
                chance);
    }

    /** Two processes with the same id would both lead, under one term. */
    private static void refuseId(String id) {
        throw new ConfigurationException("incumbent.election.instance-id is '" + id
                + "': an id cannot be set, since it must be another one at every start. Set incumbent.instance.name"
                + " instead, to which the random part of the id is added");
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

    private static String nameOf(String hostname) {
        var start = hostname.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return start.isEmpty() ? "instance" : start.substring(0, Math.min(start.length(), 100));
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
