package io.incumbent.coordinator;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Configuration interfaces filled as the product fills them, from keys and values. */
public final class TestConfig {

    /** A ttl of one second, so that a test sees many of them. */
    public static final Map<String, String> QUICK = Map.of(
            "incumbent.election.ttl", "1s",
            "incumbent.election.heartbeat", "300ms",
            "incumbent.election.margin", "100ms",
            "incumbent.election.call-timeout", "300ms",
            "incumbent.election.drain-timeout", "500ms",
            "incumbent.log.leadership-level", "INFO");

    /** The times of the product, for an election that else has those of a test. */
    public static final Map<String, String> DEFAULT = defaults();

    private TestConfig() {}

    private static Map<String, String> defaults() {
        var election = of(ElectionConfig.class, Map.of());
        return Map.of(
                "incumbent.election.ttl", election.ttl().toString(),
                "incumbent.election.heartbeat", election.heartbeat().toString(),
                "incumbent.election.margin", election.margin().toString(),
                "incumbent.election.call-timeout", election.callTimeout().toString(),
                "incumbent.election.drain-timeout", election.drainTimeout().toString());
    }

    public static <T> T of(Class<T> mapping, Map<String, String> values) {
        return config(mapping, values).getConfigMapping(mapping);
    }

    private static SmallRyeConfig config(Class<?> mapping, Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .addDiscoveredConverters()
                .withMappingIgnore("**")
                .withDefaultValues(values)
                .build();
    }

    @SafeVarargs
    public static Map<String, String> merged(Map<String, String>... all) {
        var merged = new HashMap<String, String>();
        for (var one : all) {
            merged.putAll(one);
        }
        return merged;
    }
}
