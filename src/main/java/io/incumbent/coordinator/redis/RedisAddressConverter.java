package io.incumbent.coordinator.redis;

import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/** Accepts an address that the Redis client can use, and says so before the client is made if it is none. */
public final class RedisAddressConverter implements Converter<String> {

    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "unix");

    @Override
    public String convert(String value) {
        try {
            var uri = URI.create(value.strip());
            if (uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme())
                    && uri.getSchemeSpecificPart().length() > 2) {
                return value.strip();
            }
        } catch (IllegalArgumentException e) {
            // says the same
        }
        throw new IllegalArgumentException("not an address of Redis, write for example redis://host:6379");
    }
}
