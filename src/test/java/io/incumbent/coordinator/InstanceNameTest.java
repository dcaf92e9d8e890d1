package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.config.InstanceIdentity;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may say about the identity of an instance, and what is drawn. */
class InstanceNameTest {

    private static final ProcessMarks MARKS = new ProcessMarks(1, "boot", "2026-01-01T00:00:00Z 7");

    private static InstanceIdentity identity(
            Map<String, String> settings, ProcessMarks process, RandomGenerator chance) {
        return ElectionSettings.identity(
                TestConfig.of(ElectionConfig.class, settings),
                TestConfig.of(InstanceConfig.class, settings),
                "1.2.3",
                process,
                chance);
    }

    private static InstanceIdentity identity(Map<String, String> settings) {
        return identity(settings, MARKS, new Random(1));
    }

    @Test
    void anIdIsTheNameAndEightRandomHexDigits() {
        var chance = new Random(1);
        var settings = Map.of("incumbent.instance.name", "orders");

        assertThat(identity(settings, MARKS, chance).instance()).matches("orders-[0-9a-f]{8}");
        assertThat(identity(settings, MARKS, chance).instance())
                .isNotEqualTo(identity(settings, MARKS, chance).instance());
    }

    @ParameterizedTest
    @CsvSource({"web-0, web-0", "my_host.example.com, my_host.example.com", "-a b/c, a-b-c", "'???', instance"})
    void withoutANameItIsTheHostnameAsFarAsThatMayBeAName(String hostname, String name) {
        var identity = identity(Map.of("incumbent.election.hostname", hostname));

        assertThat(identity.name()).isEqualTo(name);
        assertThat(identity.hostname()).isEqualTo(hostname);
        assertThat(identity.instance()).startsWith(name + "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "-a", "a/1", "ä"})
    void aNameThatWouldNeedEscapingIsRefused(String name) {
        assertThatThrownBy(() -> identity(Map.of("incumbent.instance.name", name)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("incumbent.instance.name", "'" + name + "'", "for example orders-eu");
    }

    @Test
    void anIdThatIsSetIsRefusedWithTheKeyToSetInstead() {
        assertThatThrownBy(() -> identity(Map.of("incumbent.election.instance-id", "a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("incumbent.election.instance-id is 'a'", "Set incumbent.instance.name");
    }

    @Test
    void processesThatDrawTheSameNumbersHaveNoncesOfTheirOwn() {
        assertThat(new ProcessMarks(2, MARKS.bootId(), MARKS.started()).nonce(new Random(1)))
                .isNotEqualTo(MARKS.nonce(new Random(1)));
        assertThat(new ProcessMarks(1, "other boot", MARKS.started()).nonce(new Random(1)))
                .isNotEqualTo(MARKS.nonce(new Random(1)));
        assertThat(new ProcessMarks(1, MARKS.bootId(), "later").nonce(new Random(1)))
                .isNotEqualTo(MARKS.nonce(new Random(1)));
        assertThat(MARKS.nonce(new Random(2))).isNotEqualTo(MARKS.nonce(new Random(1)));
        assertThat(MARKS.nonce(new Random(1))).matches("[0-9a-f]{64}");
    }

    @Test
    void aRegisteredIdIsFinal() {
        var identity = identity(Map.of("incumbent.instance.name", "orders"));
        var first = identity.instance();
        identity.drawAgain();
        assertThat(identity.instance()).isNotEqualTo(first).matches("orders-[0-9a-f]{8}");

        identity.becomesFinal();
        assertThatThrownBy(identity::drawAgain).isInstanceOf(IllegalStateException.class);
    }
}
