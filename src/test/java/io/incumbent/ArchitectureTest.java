package io.incumbent;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each package may use, how large packages and files may be: read off the sources, so that it holds without a library. */
class ArchitectureTest {

    /**
     * What each package may use of the others, by its full name below {@code io.incumbent}. A child is
     * a package like any other: neither it nor its parent may use the other unless it says so here. A line uses only lines
     * above it.
     */
    private static final Map<String, Set<String>> MAY_USE = table("""
            config              |
            time                |
            logging             |
            auth                |
            signal              |
            election            | time
            database.connection | config, logging
            intake.json         | logging
            command.http        | logging
            command.smoketest   | time, logging, auth, command.http
            command             | command.http, command.smoketest
            coordinator.stores  | logging, election
            coordinator.ledger  | config, logging, election, database.connection, coordinator.stores
            coordinator.redis   | logging, election, coordinator.stores
            database.schema     | config, time, logging, database.connection
            query               | config, signal, database.connection
            coordinator.fence   | config, election, database.connection, coordinator.ledger
            coordinator.tasks   | config, time, logging, election, database.connection, coordinator.stores, coordinator.ledger, coordinator.redis
            coordinator         | config, time, logging, auth, election, database.connection, database.schema, coordinator.fence, coordinator.stores, coordinator.ledger, coordinator.redis, coordinator.tasks
            api.http            | logging, signal, database.connection, coordinator.fence, query
            dispatch.queue      | config, signal, election, database.connection, coordinator, coordinator.fence
            intake              | config, time, logging, auth, signal, election, database.connection, coordinator, coordinator.fence, intake.json
            health              | election, coordinator, database.schema
            dispatch.delivery   | config, time, logging, auth, signal, election, dispatch.queue
            api.status          | api.http, election, coordinator, database.schema, health, query
            api.intake          | api.http, election, signal, intake
            dispatch            | config, time, logging, signal, election, database.connection, coordinator, dispatch.queue, dispatch.delivery
            api.queue           | api.http, logging, auth, signal, election, query, dispatch.queue, dispatch.delivery
            app                 | config, logging, command, database.schema, coordinator, intake, dispatch
            """);

    /** Plain Java only, and of that nothing that reads a file or a socket, waits, starts a thread or logs. */
    private static final Set<String> PURE = Set.of("time", "election");

    private static final Pattern LIBRARY_OF_THE_PURE = Pattern.compile(
            "java\\.(lang|math|time|util)\\.(?!concurrent\\.|logging\\.).*|org\\.jspecify\\.annotations\\..*");

    private static final int LINES_MAX = 300;

    private static final int FILES_MAX = 24;

    private static final Path MAIN = Path.of("src/main/java");

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern OURS = Pattern.compile("\\bio\\.incumbent((?:\\.[a-z]\\w*)*)\\.[A-Z*]");
    private static final Pattern LIFECYCLE_EVENT =
            Pattern.compile("^import io\\.quarkus\\.runtime\\.(StartupEvent|Shutdown\\w*Event);", Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.*]+);", Pattern.MULTILINE);

    @Test
    void everyPackageUsesOnlyWhatTheTableAllows() throws IOException {
        var sources = javaFiles(MAIN);

        assertThat(sources).isNotEmpty();
        assertThat(sources.stream().flatMap(file -> violations(MAY_USE, packageOf(file), read(file))))
                .isEmpty();
    }

    @Test
    void theTableListsNoPackageThatIsNotThere() throws IOException {
        assertThat(notThere(MAY_USE, packages(MAIN))).isEmpty();
    }

    @Test
    void aListedPackageThatIsNotThereIsReported() {
        var table = table("""
                .     | api
                api   | gone, api.http
                empty |
                """);

        assertThat(notThere(table, Set.of(".", "api", "api.http"))).containsExactlyInAnyOrder("gone", "empty");
    }

    @Test
    void noPackageUsesItselfByAWayRound() {
        assertThat(circular(MAY_USE)).isEmpty();
        assertThat(circular(table("""
                a   |
                b   | a, b.c
                b.c | d
                d   | b
                e   | b
                """))).containsExactlyInAnyOrder("b", "b.c", "d");
    }

    @Test
    void aForbiddenArrowIsFoundHoweverItIsWritten() {
        var table = table("""
                coordinator | time
                election    | time
                database    |
                """);

        assertThat(violations(table, "election", "import io.incumbent.coordinator.Leadership;"))
                .hasSize(1);
        assertThat(violations(table, "coordinator", "import static io.incumbent.health.Checks.*;"))
                .hasSize(1);
        assertThat(violations(table, "coordinator", "var page = new io.incumbent.api.Page();"))
                .hasSize(1);
        assertThat(violations(table, "database", "import io.incumbent.app.Main;"))
                .hasSize(1);
        assertThat(violations(table, "unheardOf", "class A {}")).hasSize(1);
        assertThat(violations(table, "coordinator", "import io.incumbent.time.Ticker; // not io.incumbent.api.Page"))
                .isEmpty();
    }

    @Test
    void aForbiddenArrowIntoASubPackageIsFound() {
        var table = table("signal | database");

        assertThat(violations(table, "signal", "import io.incumbent.database.schema.SchemaVersion;"))
                .containsExactly("signal uses database.schema");
        assertThat(violations(table, "signal", "import io.incumbent.database.*;"))
                .isEmpty();
        assertThat(violations(table, "signal", "import static io.incumbent.database.schema.SchemaVersion.*;"))
                .hasSize(1);
    }

    @Test
    void childAndParentUseEachOtherOnlyIfTheTableSaysSo() {
        var table = table("""
                coordinator        | coordinator.ledger
                coordinator.ledger |
                coordinator.redis  | coordinator
                """);

        assertThat(violations(table, "coordinator", "import io.incumbent.coordinator.ledger.Ledger;"))
                .isEmpty();
        assertThat(violations(table, "coordinator", "import io.incumbent.coordinator.redis.RedisLease;"))
                .containsExactly("coordinator uses coordinator.redis");
        assertThat(violations(table, "coordinator.ledger", "import io.incumbent.coordinator.Coordinator;"))
                .containsExactly("coordinator.ledger uses coordinator");
        assertThat(violations(table, "coordinator.redis", "import io.incumbent.coordinator.Coordinator;"))
                .isEmpty();
    }

    @Test
    void aLibraryOrAnInputInTheCoreIsFound() {
        assertThat(violations(MAY_USE, "election", "import org.jboss.logging.Logger;"))
                .hasSize(1);
        assertThat(violations(MAY_USE, "election", "import java.sql.Connection;"))
                .hasSize(1);
        assertThat(violations(MAY_USE, "time", "import java.util.concurrent.locks.Lock;"))
                .hasSize(1);
        assertThat(violations(MAY_USE, "time", "import io.incumbent.election.Term;"))
                .hasSize(1);
        assertThat(violations(MAY_USE, "election", "import java.util.random.RandomGenerator;"))
                .isEmpty();
    }

    /** The one pure part that shares a package with its shell. */
    @Test
    void theStateMachineOfTheDatabaseIsAsPureAsTheElection() throws IOException {
        var machine =
                Set.of("SetupMachine", "SetupPhase", "SetupEvent", "SchemaVersion", "ReleaseVersion", "SetupProblem");
        var sources = javaFiles(MAIN).stream()
                .filter(file -> machine.contains(file.getFileName().toString().replace(".java", "")))
                .toList();

        assertThat(sources).hasSameSizeAs(machine);
        assertThat(sources.stream()
                        .flatMap(file -> libraries(read(file)))
                        .filter(used ->
                                !used.matches("io\\.incumbent\\.(time\\.\\w+|database\\.schema\\.SetupPhase\\.\\w+)"))
                        .filter(used -> !LIBRARY_OF_THE_PURE.matcher(used).matches()))
                .isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        var marked = Pattern.compile("^@NullMarked$", Pattern.MULTILINE);
        var all = javaFiles(
                MAIN,
                Path.of("src/test/java"),
                Path.of("src/harness/java"),
                Path.of("src/demo/java"),
                Path.of("src/bench/java"));
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

    @Test
    void noPackageHoldsMoreFilesThanCanBeSurveyed() throws IOException {
        var files = javaFiles(MAIN).stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(groupingBy(ArchitectureTest::packageOf, counting()));

        assertThat(files.entrySet().stream()
                        .filter(entry -> entry.getValue() > FILES_MAX)
                        .map(Map.Entry::getKey))
                .isEmpty();
    }

    /** So that the order of start and stop can be read in one place. */
    @Test
    void onlyTheServiceLifecycleListensForStartAndStop() throws IOException {
        assertThat(javaFiles(MAIN).stream()
                        .filter(file -> LIFECYCLE_EVENT.matcher(read(file)).find())
                        .map(file -> file.getFileName().toString()))
                .containsExactly("ServiceLifecycle.java");
    }

    /**
     * It stands still while the machine is suspended, so no deadline and no trust may come from it: these measure how long
     * something took, bound a wait that the same clock ends, tell processes apart, or are commands that end by themselves.
     */
    @Test
    void theClockThatDoesNotCountSleepDecidesNothing() throws IOException {
        assertThat(javaFiles(MAIN).stream()
                        .filter(file ->
                                COMMENT.matcher(read(file)).replaceAll("").contains("nanoTime"))
                        .map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "AdmissionLimit.java",
                        "ConnectionPool.java",
                        "Failover.java",
                        "FenceWaitLog.java",
                        "ProcessMarks.java",
                        "Retention.java",
                        "Retries.java",
                        "SystemTicker.java");
    }

    private static Map<String, Set<String>> table(String text) {
        return text.lines()
                .map(line -> line.split("\\|", -1))
                .collect(toMap(columns -> columns[0].strip(), columns -> Stream.of(columns[1].split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(toSet())));
    }

    private static Stream<String> notThere(Map<String, Set<String>> table, Set<String> packages) {
        return Stream.concat(table.keySet().stream(), table.values().stream().flatMap(Set::stream))
                .distinct()
                .filter(Predicate.not(packages::contains));
    }

    private static Stream<String> circular(Map<String, Set<String>> table) {
        return table.keySet().stream().filter(name -> {
            var reached = new HashSet<String>();
            var next = new ArrayDeque<>(table.get(name));
            while (!next.isEmpty()) {
                var used = next.pop();
                if (reached.add(used)) {
                    next.addAll(table.getOrDefault(used, Set.of()));
                }
            }
            return reached.contains(name);
        });
    }

    private static Stream<String> violations(Map<String, Set<String>> table, String inPackage, String source) {
        var code = COMMENT.matcher(source).replaceAll("");
        var allowed = table.get(inPackage);
        if (allowed == null) {
            return Stream.of(inPackage + " is not in the table of packages");
        }
        var arrows = found(OURS, code)
                .map(ArchitectureTest::named)
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

    private static Set<String> packages(Path... roots) throws IOException {
        return javaFiles(roots).stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .map(ArchitectureTest::packageOf)
                .collect(toSet());
    }

    private static String packageOf(Path file) {
        var directory = file.toString().replace('\\', '/').replaceFirst("/[^/]*$", "");
        return named(directory.replaceFirst("^src/\\w+/java/io/incumbent", "").replace('/', '.'));
    }

    /** @param below the package below {@code io.incumbent} with the dot before it; empty for that package itself */
    private static String named(String below) {
        return below.isEmpty() ? "." : below.substring(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
