package io.incumbent.coordinator.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.List;

/** The addresses of Redis. Password, TLS, Sentinel and Cluster are Quarkus' own keys, {@code quarkus.redis...}. */
@ConfigMapping(prefix = "incumbent.redis")
public interface RedisConfig {

    /** Addresses of Redis: one, or several of a Sentinel or Cluster, separated by commas. */
    @WithDefault("redis://127.0.0.1:6379")
    List<@WithConverter(RedisAddressConverter.class) String> hosts();
}
