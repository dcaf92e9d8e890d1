package io.incumbent.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the project, and what can be checked in it.
 *
 * @param path relative to the project
 */
public record Document(Path path, String text) {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);

    /** @param language empty for what is neither run nor parsed */
    public record Block(String language, String text) {}

    /** Every document that describes the program as it is. */
    public static List<Document> all() {
        try (var files = Files.list(Path.of("docs"))) {
            var docs = files.filter(file -> file.toString().endsWith(".md")).sorted();
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), docs)
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Document read(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean is(String name) {
        return path.endsWith(name);
    }

    /** In order. */
    public List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    Stream<String> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text);
    }

    /** Names between single backticks. */
    public List<String> inlineCode() {
        return INLINE.matcher(prose()).results().map(code -> code.group(1)).toList();
    }

    /** Each command of the blocks marked {@code sh}, split into words. */
    public List<List<String>> commands() {
        return blocks("sh").flatMap(block -> ShellCommands.of(block).stream()).toList();
    }

    List<String> links() {
        return LINK.matcher(prose()).results().map(link -> link.group(1)).toList();
    }

    /** What a link may name behind {@code #}, as GitHub makes it of the headings. */
    Set<String> anchors() {
        var anchors = new HashSet<String>();
        HEADING.matcher(prose())
                .results()
                .map(heading -> anchor(heading.group(1)))
                .forEach(anchor -> {
                    var free = anchor;
                    for (int n = 1; !anchors.add(free); n++) {
                        free = anchor + "-" + n;
                    }
                });
        return anchors;
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private String prose() {
        return BLOCK.matcher(text).replaceAll("");
    }
}
