package io.incumbent;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of design.md, section 6, read off the sources, so that they hold without a library. */
class ArchitectureTest {

    /** What each package may use of the others. A new package is put in here first. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry(
                    "",
                    Set.of(
                            "time",
                            "logging",
                            "election",
                            "database",
                            "coordinator",
                            "observe")), // the start of the process
            entry("time", Set.of()),
            entry("logging", Set.of()),
            entry("election", Set.of("time")),
            entry("database", Set.of("time", "logging")),
            entry("coordinator", Set.of("time", "logging", "election", "database")),
            entry("signal", Set.of("time", "logging", "election", "database", "coordinator")),
            entry("dispatch", Set.of("time", "logging", "election", "database", "coordinator", "signal")),
            entry("observe", Set.of("time", "election", "database", "coordinator", "signal", "dispatch")),
            entry("health", Set.of("time", "election", "database", "coordinator", "signal", "dispatch", "observe")),
            entry(
                    "api",
                    Set.of("time", "logging", "election", "database", "coordinator", "signal", "dispatch", "observe")),
            entry("console", Set.of("time", "election", "database", "coordinator", "signal", "dispatch", "observe")));

    /** Plain Java only, and of that nothing that reads a file or a socket, waits, starts a thread or logs. */
    private static final Set<String> PURE = Set.of("time", "election");

    private static final Pattern LIBRARY_OF_THE_PURE = Pattern.compile(
            "java\\.(lang|math|time|util)\\.(?!concurrent\\.|logging\\.).*|org\\.jspecify\\.annotations\\..*");

    private static final int LINES_MAX = 300;

    private static final Path MAIN = Path.of("src/main/java");

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern OURS = Pattern.compile("\\bio\\.incumbent\\.(\\w+)\\.[A-Z*]");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.*]+);", Pattern.MULTILINE);

    @Test
    void everyPackageUsesOnlyWhatTheDesignAllows() throws IOException {
        var sources = javaFiles(MAIN);

        assertThat(sources).isNotEmpty();
        assertThat(sources.stream().flatMap(file -> violations(packageOf(file), read(file))))
                .isEmpty();
    }

    @Test
    void aForbiddenArrowIsFoundHoweverItIsWritten() {
        assertThat(violations("election", "import io.incumbent.coordinator.Leadership;"))
                .hasSize(1);
        assertThat(violations("coordinator", "import static io.incumbent.health.Checks.*;"))
                .hasSize(1);
        assertThat(violations("observe", "var page = new io.incumbent.api.Page();"))
                .hasSize(1);
        assertThat(violations("unheardOf", "class A {}")).hasSize(1);
        assertThat(violations("coordinator", "import io.incumbent.time.Ticker; // not io.incumbent.api.Page"))
                .isEmpty();
    }

    @Test
    void aLibraryOrAnInputInTheCoreIsFound() {
        assertThat(violations("election", "import org.jboss.logging.Logger;")).hasSize(1);
        assertThat(violations("election", "import java.sql.Connection;")).hasSize(1);
        assertThat(violations("time", "import java.util.concurrent.locks.Lock;"))
                .hasSize(1);
        assertThat(violations("time", "import io.incumbent.election.Term;")).hasSize(1);
        assertThat(violations("election", "import java.util.random.RandomGenerator;"))
                .isEmpty();
    }

    /** The one pure part that shares a package with its shell. */
    @Test
    void theStateMachineOfTheDatabaseIsAsPureAsTheElection() {
        var machine = Stream.of("Initialisation", "Phase", "Finding", "SchemaVersion", "Trouble")
                .map(name -> read(MAIN.resolve("io/incumbent/database/" + name + ".java")));

        assertThat(machine.flatMap(ArchitectureTest::libraries)
                        .filter(used -> !used.startsWith("io.incumbent.time.")
                                && !used.startsWith("io.incumbent.database.Phase."))
                        .filter(used -> !LIBRARY_OF_THE_PURE.matcher(used).matches()))
                .isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        var marked = Pattern.compile("^@NullMarked$", Pattern.MULTILINE);
        var all = javaFiles(MAIN, Path.of("src/test/java"), Path.of("src/bench/java"));
        var withMark = all.stream()
                .filter(file -> file.endsWith("package-info.java"))
                .filter(file -> marked.matcher(read(file)).find())
                .map(ArchitectureTest::packageOf)
                .collect(toSet());

        assertThat(all.stream().map(ArchitectureTest::packageOf).filter(Predicate.not(withMark::contains)))
                .isEmpty();
    }

    @Test
    void noFileIsTooLongToReadInOneGo() throws IOException {
        assertThat(javaFiles(MAIN).stream().filter(file -> read(file).lines().count() > LINES_MAX))
                .isEmpty();
    }

    private static Stream<String> violations(String inPackage, String source) {
        var code = COMMENT.matcher(source).replaceAll("");
        var allowed = MAY_USE.get(inPackage);
        if (allowed == null) {
            return Stream.of(inPackage + " is not in the table of packages");
        }
        var arrows = found(OURS, code)
                .filter(used -> !used.equals(inPackage) && !allowed.contains(used))
                .map(used -> inPackage + " uses " + used);
        var libraries = found(IMPORT, code)
                .filter(_ -> PURE.contains(inPackage))
                .filter(used -> !used.startsWith("io.incumbent."))
                .filter(used -> !LIBRARY_OF_THE_PURE.matcher(used).matches())
                .map(used -> inPackage + " uses " + used);
        return Stream.concat(arrows, libraries);
    }

    private static Stream<String> libraries(String source) {
        return found(IMPORT, COMMENT.matcher(source).replaceAll(""));
    }

    private static Stream<String> found(Pattern pattern, String code) {
        return pattern.matcher(code).results().map((MatchResult match) -> match.group(1));
    }

    private static List<Path> javaFiles(Path... roots) throws IOException {
        var found = new ArrayList<Path>();
        for (var root : roots) {
            if (Files.isDirectory(root)) {
                try (var files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }

    /** The part below {@code io/incumbent}; empty for the package of the name itself. */
    private static String packageOf(Path file) {
        var below = file.toString().replace('\\', '/').replaceFirst("^src/\\w+/java/io/incumbent/", "");
        return below.replaceFirst("/?[^/]*$", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
