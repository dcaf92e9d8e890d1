package io.incumbent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That they are set in time, and what they change, is shown by {@code NameServerTest}, with processes and a name server. */
class NameLookupCacheTest {

    private static final String TTL = "networkaddress.cache.ttl";
    private static final String NEGATIVE = "networkaddress.cache.negative.ttl";
    private static final String STALE = "networkaddress.cache.stale.ttl";

    private static final String SYSTEM_TTL = "sun.net.inetaddr.ttl";
    private static final String SYSTEM_NEGATIVE = "sun.net.inetaddr.negative.ttl";
    private static final String SYSTEM_STALE = "sun.net.inetaddr.stale.ttl";

    @Test
    void onTheJdksOwnSettingsAllThreeTimesAreSet() {
        assertThat(changes(Map.of(NEGATIVE, "10"), Map.of()))
                .isEqualTo(Map.of(SYSTEM_TTL, "5", NEGATIVE, "1", SYSTEM_STALE, "3600"));
    }

    @Test
    void aJdkThatShipsNoneGetsAllThree() {
        assertThat(changes(Map.of(), Map.of()))
                .isEqualTo(Map.of(SYSTEM_TTL, "5", SYSTEM_NEGATIVE, "1", SYSTEM_STALE, "3600"));
    }

    /** Else this JDK's own value would pass for the operator's, and would stay. */
    @Test
    void theJdkHereShipsTheValueThatCountsAsNotChosen() {
        assertThat(NameLookupCache.securityProperties(Security::getProperty, Map.<String, String>of()::get))
                .isEqualTo(Map.of(NEGATIVE, "1"));
    }

    @Test
    void whatTheOperatorHasSetAsASecurityPropertyIsKept() {
        assertThat(changes(Map.of(TTL, "-1", NEGATIVE, "0", STALE, "0"), Map.of()))
                .isEmpty();
    }

    /** The JVM itself would not read it: the security property that its own java.security sets would hide it. */
    @Test
    void whatTheOperatorHasSetAsASystemPropertyIsKept() {
        assertThat(changes(Map.of(NEGATIVE, "10"), Map.of(SYSTEM_TTL, "60", SYSTEM_NEGATIVE, "2")))
                .isEqualTo(Map.of(NEGATIVE, "2", SYSTEM_STALE, "3600"));
    }

    private static Map<String, String> changes(Map<String, String> security, Map<String, String> system) {
        var changes = new HashMap<>(NameLookupCache.systemProperties(security::get, system::get));
        changes.putAll(NameLookupCache.securityProperties(security::get, system::get));
        return changes;
    }
}
