package io.incumbent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Ends the build if a branch was not taken that must be, and says how much was. It reads JaCoCo's report with the sources
 * beside it, since JaCoCo alone cannot tell one thing: the compiler turns {@code case A _, B _ ->} into a chain of
 * comparisons of which the last cannot fail, because the switch is exhaustive. So one branch at such a line does not count.
 * A condition has a line of its own ({@code when}, {@code if}), and counts.
 */
public final class CoverageFloor {

    private static final Pattern EXHAUSTIVE = Pattern.compile("^\\s*case [A-Z].*|.*\\bswitch \\(.*");
    private static final Path SOURCES = Path.of("src/main/java");

    /** A line with code. Counts are of branches, except for {@code covered}. */
    private record Line(String file, int number, boolean covered, int missed, int taken) {}

    private CoverageFloor() {}

    /** @param arguments the report, the least percentage of lines, then paths of which every branch must be taken */
    public static void main(String[] arguments) throws IOException, XMLStreamException {
        var lines = lines(Path.of(arguments[0]));
        var complaints = new ArrayList<String>();
        for (var path : List.of(arguments).subList(2, arguments.length)) {
            complaints.addAll(complaints(lines, path));
        }
        double percent = 100.0 * lines.stream().filter(Line::covered).count() / Math.max(1, lines.size());
        if (percent < Double.parseDouble(arguments[1])) {
            complaints.add("only %.1f %% of the lines, at least %s %% is asked".formatted(percent, arguments[1]));
        }
        complaints.forEach(complaint -> System.err.println("not covered: " + complaint));
        print(System.out, lines, percent, arguments[0]);
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private static void print(PrintStream out, List<Line> lines, double percent, String report) {
        long missed = lines.stream().mapToInt(Line::missed).sum();
        long taken = lines.stream().mapToInt(Line::taken).sum();
        out.printf(
                Locale.ROOT,
                "Coverage: %.1f %% of %d lines, %.1f %% of %d branches, see %s%n",
                percent,
                lines.size(),
                100.0 * taken / Math.max(1, taken + missed),
                taken + missed,
                Path.of(report).resolveSibling("index.html"));
    }

    /** @param path of a package, or of a file without its ending */
    static List<String> complaints(List<Line> lines, String path) throws IOException {
        var found = lines.stream()
                .filter(line ->
                        line.file().startsWith(path + "/") || line.file().equals(path + ".java"))
                .toList();
        if (found.isEmpty()) {
            return List.of(path + " has no line in the report: was it renamed?");
        }
        var complaints = new ArrayList<String>();
        for (var line : found) {
            if (line.missed() > (cannotFail(line) ? 1 : 0)) {
                complaints.add("%s:%d, %d of %d branches"
                        .formatted(line.file(), line.number(), line.missed(), line.missed() + line.taken()));
            }
        }
        return complaints;
    }

    private static boolean cannotFail(Line line) throws IOException {
        try (Stream<String> source = Files.lines(SOURCES.resolve(line.file()))) {
            return line.taken() > 0
                    && source.skip(line.number() - 1L)
                            .findFirst()
                            .filter(it -> EXHAUSTIVE.matcher(it).matches())
                            .isPresent();
        }
    }

    private static List<Line> lines(Path report) throws IOException, XMLStreamException {
        var factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        var lines = new ArrayList<Line>();
        try (var in = Files.newInputStream(report)) {
            var xml = factory.createXMLStreamReader(in);
            var inPackage = "";
            var file = "";
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamReader.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "package" -> inPackage = xml.getAttributeValue(null, "name");
                    case "sourcefile" -> file = inPackage + "/" + xml.getAttributeValue(null, "name");
                    case "line" ->
                        lines.add(new Line(
                                file, count(xml, "nr"), count(xml, "ci") > 0, count(xml, "mb"), count(xml, "cb")));
                    default -> {}
                }
            }
        }
        return lines;
    }

    private static int count(XMLStreamReader xml, String name) {
        return Integer.parseInt(xml.getAttributeValue(null, name));
    }
}
