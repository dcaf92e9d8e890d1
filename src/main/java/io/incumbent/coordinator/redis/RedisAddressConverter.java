package io.incumbent.coordinator.redis;

import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/** The converter of addresses of Redis. It refuses an unusable one at the start, before the client is created. */
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
            // the same message as below
        }
        throw new IllegalArgumentException("not an address of Redis, write for example redis://host:6379");
    }
}
