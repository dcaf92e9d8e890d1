package io.incumbent.app;

import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long this process keeps the addresses of host names. The JVM does not know the time to live of a record. By default it
 * keeps an address for 30 s and a failure for 10 s, three times longer than a failover may take, and once a kept address has
 * expired, no connection is made while the name server is silent. PostgreSQL's driver, the Redis client and the HTTP client
 * all ask this one cache.
 */
final class NameLookupCache {

    /**
     * What is kept, and for how long. The JVM reads it once, before the first lookup.
     *
     * @param property the security property
     * @param systemProperty the JVM's other name for it, which counts if the security property is not set
     * @param shipped the value in the JDK's own {@code java.security}: nobody has chosen it
     */
    private record Setting(String property, String systemProperty, Optional<String> shipped, String seconds) {

        /** Neither the operator nor the JDK has set it. */
        private boolean open(Function<String, @Nullable String> security, Function<String, @Nullable String> system) {
            return security.apply(property) == null && system.apply(systemProperty) == null;
        }

        /** The operator may have chosen by the other name, which then would not count. */
        private boolean shippedIsSet(Function<String, @Nullable String> security) {
            return shipped.isPresent() && shipped.equals(Optional.ofNullable(security.apply(property)));
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            // A name that moves is followed after this time and what is left of its record's. Shorter: more queries.
            new Setting("networkaddress.cache.ttl", "sun.net.inetaddr.ttl", Optional.empty(), "5"),
            // A name that is there again is found within this time, and a name server is not asked for every try.
            new Setting("networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl", Optional.of("10"), "1"),
            // While lookups fail, the last known address goes on being used: as long as it takes to mend a name server,
            // and
            // not much longer, since an address that was given up may be given to somebody else.
            new Setting("networkaddress.cache.stale.ttl", "sun.net.inetaddr.stale.ttl", Optional.empty(), "3600"));

    private NameLookupCache() {}

    /**
     * Must run before the first lookup of a name. The security property is set last: its change is reported to the logging,
     * which looks this machine's name up when it starts, and the JVM then has read all of them.
     */
    static void configure() {
        systemProperties(Security::getProperty, System::getProperty).forEach(System::setProperty);
        securityProperties(Security::getProperty, System::getProperty).forEach(Security::setProperty);
    }

    /** The system properties to set. What the operator has set, by either name, stays as it is. */
    static Map<String, String> systemProperties(
            Function<String, @Nullable String> security, Function<String, @Nullable String> system) {
        return SETTINGS.stream()
                .filter(it -> it.open(security, system))
                .collect(Collectors.toMap(Setting::systemProperty, Setting::seconds));
    }

    /** The security properties to set, where the JDK's own value would hide ours, or the operator's system property. */
    static Map<String, String> securityProperties(
            Function<String, @Nullable String> security, Function<String, @Nullable String> system) {
        return SETTINGS.stream()
                .filter(it -> it.shippedIsSet(security))
                .collect(
                        Collectors.toMap(Setting::property, it -> Optional.ofNullable(system.apply(it.systemProperty()))
                                .orElse(it.seconds())));
    }
}
