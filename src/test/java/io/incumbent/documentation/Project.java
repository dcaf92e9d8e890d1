package io.incumbent.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the project that documents name, or name something in. */
final class Project {

    private static final Pattern TARGET = Pattern.compile("^([a-z-]+):", Pattern.MULTILINE);
    private static final Set<String> PACKAGES_OF_THE_JDK = Set.of("java.lang.", "java.util.", "java.time.");

    private final List<Path> files;
    private final String makefile;
    private final String literals;

    Project() {
        files = Stream.of(".mvn", ".ci", "deploy", "docs", "src")
                .flatMap(folder -> below(Path.of(folder)))
                .toList();
        makefile = read(Path.of("Makefile"));
        literals = files.stream()
                .filter(file -> file.startsWith("src")
                        && file.toString().matches(".*\\.(java|properties)")
                        && !file.toString().contains("documentation"))
                .map(Project::read)
                .collect(Collectors.joining("\n", read(Path.of("pom.xml")), ""));
    }

    boolean hasTarget(String name) {
        return TARGET.matcher(makefile).results().anyMatch(target -> target.group(1)
                .equals(name));
    }

    /** Whether the Makefile, or the demo that it starts, knows a variable of this name. */
    boolean hasVariable(String name) {
        return makefile.contains(name + "=") || makefile.contains("$(" + name + ")");
    }

    /** @param name a path from the top, or the name of a file anywhere */
    boolean hasFile(String name) {
        return Files.exists(Path.of(name))
                || (!name.contains("/") && files.stream().anyMatch(file -> file.endsWith(name)));
    }

    /** @param name a class, or a class and one of its members behind {@code .} or {@code #} */
    boolean hasClass(String name) {
        var parts = name.replaceAll("[(*].*", "").split("[.#]", 2);
        return source(parts[0])
                .map(source -> parts.length == 1 || source.contains(parts[1]))
                .orElseGet(() -> PACKAGES_OF_THE_JDK.stream().anyMatch(in -> isClass(in + parts[0])));
    }

    /** Whether code, properties or build name this in quotes, as a key, or as a tag. */
    boolean hasLiteral(String text) {
        return literals.contains('"' + text + '"')
                || literals.contains("\n" + text + "=")
                || literals.contains('<' + text + '>');
    }

    private Optional<String> source(String simpleName) {
        return files.stream()
                .filter(file -> file.endsWith(simpleName + ".java"))
                .findFirst()
                .map(Project::read);
    }

    private static boolean isClass(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    private static Stream<Path> below(Path folder) {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
