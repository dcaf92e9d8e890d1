package io.incumbent;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code make check} runs what is not marked as needing servers. Read off the sources: whatever starts a process, or
 * Quarkus, by itself or by what it uses, bears one of the marks, and nothing else does. So a new test that is pure is never
 * left out, and one that is not never makes the check slow.
 */
class TestTagsTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final List<Path> ROOTS = List.of(TESTS, Path.of("src/harness/java"), Path.of("src/demo/java"));

    private static final Pattern STARTS = Pattern.compile(
            "new ProcessBuilder\\(|EmbeddedPostgres\\.builder\\(|newJarResourceProvider|@QuarkusTest\\b");
    private static final Pattern MARK = Pattern.compile("^@Needs(Servers|Processes|Cluster)$", Pattern.MULTILINE);
    private static final Pattern HAS_TESTS =
            Pattern.compile("@(Test|ParameterizedTest|Property)\\b|class \\w+Test (extends|implements) ");

    /** Comments, text blocks and strings: what is named there is not used. */
    private static final Pattern NO_CODE =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

    private static final Pattern IMPORT =
            Pattern.compile("^import (io\\.incumbent\\.[\\w.]+?\\.[A-Z]\\w*)", Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*\\b");

    private record Source(Path file, String name, String code) {

        private String inPackage() {
            return name.substring(0, name.lastIndexOf('.'));
        }

        private boolean isTest() {
            return file.startsWith(TESTS)
                    && name.endsWith("Test")
                    && !code.contains("abstract class")
                    && HAS_TESTS.matcher(code).find();
        }

        private boolean marked() {
            return MARK.matcher(code).find();
        }

        /** All types of ours that it names, whether they are of the tests or not. */
        private Stream<String> uses() {
            var imported = IMPORT.matcher(code).results().map(found -> found.group(1));
            var near = TYPE.matcher(code).results().map(found -> inPackage() + "." + found.group());
            return Stream.concat(imported, near);
        }
    }

    private final Map<String, Source> sources = sources();

    @Test
    void exactlyWhatStartsServersOrProcessesIsMarkedSo() {
        var tests = sources.values().stream().filter(Source::isTest).toList();

        assertThat(tests).hasSizeGreaterThan(80);
        assertThat(tests)
                .filteredOn(test -> starts(test) && !test.marked())
                .extracting(Source::name)
                .as("start servers and are not marked: @NeedsServers, @NeedsProcesses or @NeedsCluster")
                .isEmpty();
        assertThat(tests)
                .filteredOn(test -> !starts(test) && test.marked())
                .extracting(Source::name)
                .as("are marked and start nothing")
                .isEmpty();
    }

    @Test
    void whatOnlyAnotherTypeStartsIsFound() {
        assertThat(source("io.incumbent.coordinator.HandoverTest").filter(this::starts))
                .isPresent();
        assertThat(source("io.incumbent.election.ElectionTest").filter(this::starts))
                .isEmpty();
    }

    private Optional<Source> source(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    private boolean starts(Source test) {
        Set<String> seen = new HashSet<>(Set.of(test.name()));
        var next = new ArrayDeque<>(List.of(test));
        while (!next.isEmpty()) {
            var source = next.remove();
            if (STARTS.matcher(source.code()).find()) {
                return true;
            }
            source.uses()
                    .filter(seen::add)
                    .flatMap(name -> source(name).stream())
                    .forEach(next::add);
        }
        return false;
    }

    private static Map<String, Source> sources() {
        var all = new HashMap<String, Source>();
        for (var root : ROOTS) {
            if (Files.isDirectory(root)) {
                try (var files = Files.walk(root)) {
                    all.putAll(files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> source(root, file))
                            .collect(toMap(Source::name, identity())));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return all;
    }

    private static Source source(Path root, Path file) {
        try {
            var name =
                    root.relativize(file).toString().replaceAll("[/\\\\]", ".").replaceFirst("\\.java$", "");
            return new Source(
                    file, name, NO_CODE.matcher(Files.readString(file)).replaceAll("\"\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
