package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseVersionTest {

    @ParameterizedTest
    @CsvSource({
        "0.9.0, 0.10.0, -1",
        "0.10.0, 0.9.9, 1",
        "1.0.0, 0.99.99, 1",
        "2, 10, -1",
        "1, 1.0.0, 0",
        "1.0, 1.0.1, -1",
        "1.2.0.1, 1.2, 1",
        "0.1.0-SNAPSHOT, 0.1.0, 0",
        "0.2.0-SNAPSHOT, 0.1.9, 1",
        "1.0.0-rc.7, 1.0.0-rc.8, 0",
        "1.0.0+build.9, 1.0.1, -1",
        "01.002.3, 1.2.3, 0",
        "0.999999999, 1.0, -1",
    })
    void versionsCompareNumberByNumberAndASnapshotAsItsRelease(String one, String other, int sign) {
        assertThat(Integer.signum(version(one).compareTo(version(other)))).isEqualTo(sign);
        assertThat(Integer.signum(version(other).compareTo(version(one)))).isEqualTo(-sign);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "dev", "v1.2", "1.", ".1", "1..2", "1.x", "-1", "1.2 ", "1234567890", "1.2_3", "١.٢"})
    void whatIsNoVersionIsNotTakenForOne(String text) {
        assertThat(ReleaseVersion.of(text)).isEmpty();
    }

    private static ReleaseVersion version(String text) {
        return ReleaseVersion.of(text).orElseThrow();
    }
}
