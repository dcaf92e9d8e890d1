package io.incumbent.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents link to, name and tell the reader to run is there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentationTest {

    private static final Pattern IN_PACKAGE = Pattern.compile("(?:[a-z]+/)+[A-Z]\\w+");
    private static final Pattern QUESTION =
            Pattern.compile("^\\| [^|]+\\? \\| `((?:[a-z]+/)+[A-Z]\\w+)`", Pattern.MULTILINE);

    private static final int README_LINES_MAX = 150;
    private static final Pattern RIGHT = Pattern.compile("^\\| `(\\w+)` \\| (`SELECT`.*?) \\|", Pattern.MULTILINE);
    private static final Pattern PROBLEM = Pattern.compile("^\\| (`[a-z`, -]+`) \\| \\d{3} \\|", Pattern.MULTILINE);

    private final Project project = new Project();
    private DocumentCheck check = new DocumentCheck(project, Set.of());

    @BeforeAll
    void readKeys() throws Exception {
        check = new DocumentCheck(project, ConfigurationKeys.withDefaults().keySet());
    }

    @Test
    void everyLinkLeadsSomewhere() {
        nothingWrong(document -> check.brokenLinks(document));
        assertThat(check.brokenLinks(Document.read(Path.of("CHANGELOG.md")))).isEmpty();
    }

    @Test
    void theReadmeIsShortAndLinksToEveryOtherDocument() {
        var readme = Document.read(Path.of("README.md"));

        assertThat(readme.text().lines()).hasSizeLessThanOrEqualTo(README_LINES_MAX);
        assertThat(readme.links())
                .containsAll(Document.all().stream()
                        .map(Document::path)
                        .filter(path -> !path.equals(readme.path()))
                        .map(Path::toString)
                        .toList());
    }

    @Test
    void everyCommandCanBePastedAndRun() {
        nothingWrong(document -> check.unknownCommands(document));
        nothingWrong(document -> check.unknownTargets(document));
    }

    @Test
    void everyNameIsOneOfTheProgram() {
        nothingWrong(document -> check.unknownKeys(document));
        nothingWrong(document -> check.unknownVariables(document));
        nothingWrong(document -> check.unknownHeaders(document));
    }

    @Test
    void everyFileAndClassIsThere() {
        nothingWrong(document -> check.unknownFiles(document));
        nothingWrong(document -> check.unknownClasses(document));
    }

    @Test
    void theMapNamesFilesThatAreThere() {
        var map = Document.read(Path.of("docs/architecture.md"));
        var named = map.inlineCode().stream()
                .filter(code -> IN_PACKAGE.matcher(code).matches())
                .toList();

        assertThat(named).isNotEmpty().allMatch(name -> Path.of("src/main/java/io/incumbent", name + ".java")
                .toFile()
                .exists());
        assertThat(QUESTION.matcher(map.text()).results()).hasSize(14);
    }

    @Test
    void everyExampleIsJson() {
        nothingWrong(DocumentCheck::invalidJson);
    }

    @Test
    void theRightsAreThoseThatAreGranted() {
        var documented = RIGHT.matcher(
                        Document.read(Path.of("docs/database.md")).text())
                .results()
                .map(row -> row.group(1) + ": " + row.group(2).replace("`", ""))
                .sorted()
                .toList();

        assertThat(documented)
                .isEqualTo(DocumentCheck.rightsIn(Project.read(Path.of("deploy/postgresql/grants.sql"))))
                .isNotEmpty();
    }

    @Test
    void everyProblemTypeIsOneOfTheProgram() {
        var names = PROBLEM.matcher(Document.read(Path.of("docs/http.md")).text())
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(",")))
                .map(name -> name.replace("`", "").strip())
                .toList();

        assertThat(names).hasSizeGreaterThan(10).allMatch(project::hasLiteral);
    }

    @Test
    void eachCheckFindsWhatIsWrong() {
        var wrong = new Document(Path.of("docs/wrong.md"), """
                # A heading, and no other
                [gone](gone.md), [here](#another-heading), [away](../README.md#nowhere); [right](#a-heading-and-no-other)
                `make coffee`, `CUPS=2`, `incumbent.election.tll`, `incumbent.kettle.*`, `INCUMBENT_ELECTION_TLL`,
                `Incumbent-Coffee`, `deploy/coffee.sql`, `CoffeeMaker`, `Deadline.brewed`
                ```sh
                make coffee
                brew coffee
                docker build -f src/main/docker/Dockerfile.coffee .
                ```
                ```json
                {"cups": }
                ```
                """);

        assertThat(check.brokenLinks(wrong)).containsExactly("gone.md", "#another-heading", "../README.md#nowhere");
        assertThat(check.unknownCommands(wrong))
                .containsExactly("make coffee", "brew coffee", "docker build -f src/main/docker/Dockerfile.coffee .");
        assertThat(check.unknownTargets(wrong)).containsExactly("coffee", "CUPS");
        assertThat(check.unknownKeys(wrong)).containsExactly("incumbent.election.tll", "incumbent.kettle.*");
        assertThat(check.unknownVariables(wrong)).containsExactly("INCUMBENT_ELECTION_TLL");
        assertThat(check.unknownHeaders(wrong)).containsExactly("Incumbent-Coffee");
        assertThat(check.unknownFiles(wrong)).containsExactly("deploy/coffee.sql");
        assertThat(check.unknownClasses(wrong)).containsExactly("CoffeeMaker", "Deadline.brewed");
        assertThat(DocumentCheck.invalidJson(wrong)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -s localhost:8080/signals?limit=3",
                "make demo # watch it",
                "curl -d {} localhost:8080/signals",
                "echo 'not closed"
            })
    void whatAShellReadsInAnotherWayIsRefused(String line) {
        assertThatThrownBy(() -> ShellCommands.of(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }

    @Test
    void wordsAreThoseOfAShell() {
        assertThat(ShellCommands.of("a -Dt='B#c*'  \"d e\" ''\n\nf \\\n  g\n"))
                .containsExactly(List.of("a", "-Dt=B#c*", "d e", ""), List.of("f", "g"));
    }

    private static void nothingWrong(Function<Document, Stream<String>> check) {
        assertThat(Document.all().stream()
                        .flatMap(document -> check.apply(document).map(wrong -> document.path() + ": " + wrong)))
                .isEmpty();
    }
}
