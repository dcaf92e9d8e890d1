package io.incumbent.documentation;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds what a document names and the project does not have. Each check gives what is wrong; nothing if all is right. */
final class DocumentCheck {

    private static final Pattern MAKE = Pattern.compile("\\bmake ([a-z][a-z-]*)");
    private static final Pattern VARIABLE = Pattern.compile("^(?:make [a-z-]+ )?([A-Z][A-Z_]*)=.*");
    private static final Pattern OURS =
            Pattern.compile("(?<![\\w.:/])incumbent(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*)+(?:\\.\\*)?");
    private static final Pattern ENVIRONMENT = Pattern.compile("\\b(?:INCUMBENT|QUARKUS)_[A-Z_]+\\b");
    private static final Pattern HEADER = Pattern.compile("\\bIncumbent-[A-Z][a-z]+\\b");
    private static final Pattern FILE =
            Pattern.compile("(?:src|docs|deploy|\\.mvn|\\.ci)(?:/[\\w.-]+)+|[\\w-]+\\.(?:md|sql|xml|yaml|properties)");
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]*[a-z0-9](?:[.#][a-zA-Z]+(?:\\*|\\(\\))?)?");
    private static final Pattern TEST_OPTION = Pattern.compile("-Dtest=(.+)");

    private final Project project;
    private final Set<String> keys;

    DocumentCheck(Project project, Set<String> keys) {
        this.project = project;
        this.keys = keys;
    }

    Stream<String> brokenLinks(Document document) {
        return document.links().stream()
                .filter(link -> !link.startsWith("https://"))
                .filter(link -> !leadsSomewhere(document, link));
    }

    private static boolean leadsSomewhere(Document from, String link) {
        var parts = link.split("#", 2);
        var target = from.path().resolveSibling(parts[0]).normalize();
        if (!parts[0].isEmpty() && !Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || (parts[0].isEmpty() ? from : Document.read(target)).anchors().contains(parts[1]);
    }

    /** The first word decides who checks a command: curl is run by a test of its own. */
    Stream<String> unknownCommands(Document document) {
        return document.commands().stream()
                .filter(words -> !switch (words.getFirst()) {
                    case "make" -> words.stream().skip(1).allMatch(this::isTargetOrVariable);
                    case "export" ->
                        words.stream()
                                .skip(1)
                                .allMatch(word -> ENVIRONMENT.matcher(word).lookingAt());
                    case "curl", "kubectl" -> true;
                    case "helm" ->
                        words.stream().filter(word -> word.startsWith("helm/")).allMatch(project::hasFile);
                    case "docker" -> namedFiles(words).allMatch(project::hasFile);
                    case ".mvn/with-jdk" -> words.stream().allMatch(this::namesTests);
                    default -> false;
                })
                .map(words -> String.join(" ", words));
    }

    /** Dockerfiles and Compose files: what follows -f. */
    private static Stream<String> namedFiles(List<String> words) {
        return IntStream.range(1, words.size())
                .filter(word -> words.get(word - 1).equals("-f"))
                .mapToObj(words::get);
    }

    private boolean isTargetOrVariable(String word) {
        var variable = VARIABLE.matcher(word);
        return variable.matches() ? project.hasVariable(variable.group(1)) : project.hasTarget(word);
    }

    private boolean namesTests(String option) {
        var tests = TEST_OPTION.matcher(option);
        return !tests.matches() || Stream.of(tests.group(1).split(",")).allMatch(project::hasClass);
    }

    Stream<String> unknownTargets(Document document) {
        var targets = document.inlineCode().stream()
                .flatMap(code -> found(MAKE, code))
                .map(make -> make.group(1))
                .filter(Predicate.not(project::hasTarget));
        var variables = document.inlineCode().stream()
                .flatMap(code -> found(VARIABLE, code))
                .map(set -> set.group(1))
                .filter(name -> !ENVIRONMENT.matcher(name).matches())
                .filter(Predicate.not(project::hasVariable));
        return Stream.concat(targets, variables);
    }

    /** Keys of the configuration, metrics and system properties look alike. */
    Stream<String> unknownKeys(Document document) {
        return found(OURS, document.text())
                .map(MatchResult::group)
                .filter(name -> !keys.contains(name) && !isGroup(name) && !project.hasLiteral(name));
    }

    private boolean isGroup(String name) {
        return name.endsWith(".*") && keys.stream().anyMatch(key -> key.startsWith(name.replace("*", "")));
    }

    Stream<String> unknownVariables(Document document) {
        return found(ENVIRONMENT, document.text())
                .map(MatchResult::group)
                .filter(name -> keys.stream().map(DocumentCheck::variable).noneMatch(name::equals)
                        && !project.hasLiteral(name.toLowerCase(Locale.ROOT).replace('_', '.')));
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    Stream<String> unknownHeaders(Document document) {
        return found(HEADER, document.text()).map(MatchResult::group).filter(Predicate.not(project::hasLiteral));
    }

    Stream<String> unknownFiles(Document document) {
        return document.inlineCode().stream()
                .filter(code -> FILE.matcher(code).matches())
                .filter(Predicate.not(project::hasFile));
    }

    Stream<String> unknownClasses(Document document) {
        return document.inlineCode().stream()
                .filter(code -> CLASS.matcher(code).matches())
                .filter(Predicate.not(project::hasClass));
    }

    static Stream<String> invalidJson(Document document) {
        return document.blocks("json").filter(Predicate.not(DocumentCheck::isJson));
    }

    private static boolean isJson(String text) {
        try {
            Json.decodeValue(text);
            return true;
        } catch (DecodeException _) {
            return false;
        }
    }

    static List<String> rightsIn(String sql) {
        return found(Pattern.compile("(?m)^GRANT (.+) ON (\\w+) TO incumbent;$"), sql)
                .map(grant -> grant.group(2) + ": " + grant.group(1))
                .sorted()
                .toList();
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
