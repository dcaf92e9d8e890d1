package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class PoolWarningFilterTest {

    private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");

    private final PoolWarningFilter filter = new PoolWarningFilter();

    @Test
    void aWarningThatRepeatsIsLoggedOnceHoweverLongTheOutageLasts() {
        assertThat(logged(Level.WARNING, "closed", Duration.ZERO)).isTrue();
        for (long seconds = 1; seconds < 4 * PoolWarningFilter.QUIET.toSeconds(); seconds += 60) {
            assertThat(logged(Level.WARNING, "closed", Duration.ofSeconds(seconds)))
                    .isFalse();
        }
    }

    @Test
    void theNextOutageIsLoggedAgain() {
        logged(Level.WARNING, "closed", Duration.ZERO);

        assertThat(logged(Level.WARNING, "closed", PoolWarningFilter.QUIET.plusSeconds(1)))
                .isTrue();
    }

    @Test
    void warningsOfOtherThingsPass() {
        logged(Level.WARNING, "closed", Duration.ZERO);

        assertThat(logged(Level.WARNING, "leak of connection 1", Duration.ZERO)).isTrue();
        assertThat(logged(Level.WARNING, "leak of connection 2", Duration.ZERO)).isTrue();
    }

    @Test
    void whatIsNoWarningPassesAlways() {
        assertThat(logged(Level.FINE, "created", Duration.ZERO)).isTrue();
        assertThat(logged(Level.FINE, "created", Duration.ZERO)).isTrue();
    }

    @Test
    void aWallClockThatStepsBackSilencesNothingForGood() {
        logged(Level.WARNING, "closed", Duration.ofDays(1));
        logged(Level.WARNING, "closed", Duration.ZERO);

        assertThat(logged(Level.WARNING, "closed", PoolWarningFilter.QUIET.plusSeconds(1)))
                .isTrue();
    }

    private boolean logged(Level level, String text, Duration at) {
        var line = new LogRecord(level, "Datasource '{0}': {1}");
        line.setParameters(new Object[] {"<default>", text});
        line.setInstant(BEGIN.plus(at));
        return filter.isLoggable(line);
    }
}
