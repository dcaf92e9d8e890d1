package io.incumbent.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.incumbent.coordinator.ElectionConfig;
import io.incumbent.coordinator.ElectionSettings;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.election.Timing;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The defaults of the election keep what is promised of them, and everything that is written about them is true of them. */
class DefaultTimesTest {

    private static final Timing DEFAULTS = ElectionSettings.timing(TestConfig.of(ElectionConfig.class, Map.of()));

    private static final String TTL = seconds(DEFAULTS.ttl());
    private static final String FAILOVER = seconds(DEFAULTS.worstCaseFailover());
    private static final String FAILOVER_MILLIS =
            Long.toString(DEFAULTS.worstCaseFailover().toMillis());

    @Test
    void atDefaultsAKilledLeaderIsSucceededWithinTenSeconds() {
        assertThat(DEFAULTS.worstCaseFailover()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    /** The ttl itself and all other defaults: {@link ConfigurationTableTest}; those of the chart's schema: its own tests. */
    static Stream<Arguments> statements() {
        return Stream.of(
                says("README.md", "after a crash \\((\\S+) s at defaults\\)", FAILOVER),
                says("docs/how-it-works.md", "at most (\\S+) s with the default ttl", FAILOVER),
                says("docs/http.md", "\"worstCaseFailoverMillis\": (\\d+)", FAILOVER_MILLIS),
                says("docs/benchmarks.md", "SIGKILL of the leader, default times \\(\\d+\\) \\| (\\S+) s", FAILOVER),
                says("docs/benchmarks.md", "default values \\(ttl (\\S+) s", TTL),
                says(
                        "src/main/java/io/incumbent/api/status/LeadershipResponse.java",
                        "longest time without a leader after a crash.\", examples = \"(\\d+)\"",
                        FAILOVER_MILLIS),
                says(
                        "helm/incumbent/values.schema.json",
                        "How long lease and term live without renewal.[^\"]* Default: `(\\d+)s`",
                        TTL));
    }

    private static Arguments says(String file, String pattern, String value) {
        return argumentSet(file, Path.of(file), Pattern.compile(pattern), value);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void whatIsWrittenOfTheDefaultsIsTrueOfThem(Path file, Pattern statement, String value) {
        assertThat(statement.matcher(Project.read(file)).results().map(found -> found.group(1)))
                .containsExactly(value);
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
