package io.incumbent.command;

import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.smallrye.config.PropertiesLocationConfigSourceFactory;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * Where the instance on this machine answers probes. Read as the instance itself reads it (system properties, environment,
 * {@code .env}, {@code config/application.properties}, {@code quarkus.config.locations}, profiles), but of these two keys only,
 * so that a wrong value of another key does not matter.
 */
final class ManagementAddress {

    private static final int PORT_DEFAULT = 9000;

    /** Quarkus' default: all addresses. */
    private static final String HOST_DEFAULT = "0.0.0.0";

    private ManagementAddress() {}

    /**
     * @throws IllegalArgumentException if a value is not valid
     * @throws UnknownHostException if the host is a name that nobody knows
     */
    static URI configured() throws UnknownHostException {
        // Without the sources and converters that a ServiceLoader finds: these two keys need none, and it costs time
        var config = new SmallRyeConfigBuilder()
                .forClassLoader(ManagementAddress.class.getClassLoader())
                .withCustomizers(new QuarkusConfigBuilderCustomizer())
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(new PropertiesLocationConfigSourceFactory())
                .build();
        int port = config.getOptionalValue("quarkus.management.port", Integer.class)
                .orElse(PORT_DEFAULT);
        var host =
                config.getOptionalValue("quarkus.management.host", String.class).orElse(HOST_DEFAULT);
        return uri(reachable(host), port);
    }

    /** One cannot connect to "all addresses"; the loopback address is one of them. */
    private static String reachable(String host) throws UnknownHostException {
        var address = InetAddress.getByName(host);
        if (!address.isAnyLocalAddress()) {
            return host;
        }
        return address instanceof Inet6Address ? "::1" : "127.0.0.1";
    }

    /** Adds the brackets of an IPv6 address. */
    private static URI uri(String host, int port) {
        try {
            return new URI("http", null, host, port, "/", null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
