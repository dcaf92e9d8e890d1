package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program concludes from the records of migrations that it does not know, written as {@code version=works-with-from}. */
class SchemaHistoryTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern RECORD =
            Pattern.compile("INSERT INTO schema_compatibility VALUES \\((\\d+), '(.+?)'\\);");
    private static final Pattern VERSION = Pattern.compile("<version>(.+?)</version>");

    @Test
    void eachMigrationRecordsItselfWithAVersionThatThisProgramIsNotBelow() throws IOException {
        var pom = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        var program = ReleaseVersion.of(pom.group(1)).orElseThrow();

        try (var files = Files.list(MIGRATIONS)) {
            assertThat(files).hasSize(ExpectedSchema.VERSION).allSatisfy(file -> {
                var records = RECORD.matcher(Files.readString(file)).results().toList();
                assertThat(records).singleElement().satisfies(row -> {
                    assertThat(file.getFileName().toString()).startsWith("V" + row.group(1) + "__");
                    assertThat(ReleaseVersion.of(row.group(2)).orElseThrow()).isLessThanOrEqualTo(program);
                });
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0,          7=0.9,               0.9",
        "1.0.0,          7=1.0.0,             1.0.0",
        "1.0.0-SNAPSHOT, 7=1.0.0,             1.0.0",
        "1.0.0,          7=1.0.0-SNAPSHOT,    1.0.0",
        "1.0.0,          7=0.9 8=1.0 9=0.8,   1.0",
        "1.0.0,          7=0.10 8=0.9,        0.10"
    })
    void aProgramThatIsAtLeastTheGreatestVersionRecordedMayRun(String program, String recorded, String greatest) {
        var last = recorded.replaceAll(".* |=.*", "");

        assertThat(newer(program, recorded)).isEqualTo(new SchemaVersion.NewerUsable(last, greatest, program));
    }

    @ParameterizedTest
    @CsvSource({
        "0.9.9, 7=1.0",
        "0.9.9, 7=0.10",
        "0.9.9, 7=0.1 8=1.0 9=0.2",
        "9.9,   7=0.1 8= 9=0.1",
        "9.9,   7=soon",
        "'',    7=0.1",
        "dev,   7=0.1"
    })
    void oneMigrationThatDoesNotAllowItIsEnoughToRefuse(String program, String recorded) {
        assertThat(newer(program, recorded)).isInstanceOf(SchemaVersion.Newer.class);
    }

    private static SchemaVersion newer(String program, String recorded) {
        var rows = Stream.of(recorded.split(" ")).map(row -> row.split("=", 2)).toList();
        return SchemaHistory.newer(
                rows.stream().map(row -> row[0]).toList(),
                rows.stream().collect(Collectors.toMap(row -> row[0], row -> row[1])),
                program);
    }
}
