package io.incumbent.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** The values of the chart with their comments. A library that reads YAML would drop the comments. */
final class ChartValues {

    static final Path CHART = Path.of("helm/incumbent");

    private static final Pattern COMMENT = Pattern.compile(" *# ?(.*)");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][\\w-]*):(?: (.+))?");

    /**
     * @param path as it is written behind {@code --set}
     * @param standard the default, as YAML; empty for a section
     * @param comment in one line; empty if there is none
     */
    record Value(String path, String standard, String comment) {

        boolean isSection() {
            return standard.isEmpty();
        }
    }

    private record Section(int indent, String path) {}

    private ChartValues() {}

    /** All values and sections, in the order of the file. */
    static List<Value> read() throws IOException {
        return parse(Files.readAllLines(CHART.resolve("values.yaml")));
    }

    static List<Value> parse(List<String> lines) {
        var values = new ArrayList<Value>();
        var comment = new ArrayList<String>();
        Deque<Section> sections = new ArrayDeque<>();
        for (var line : lines) {
            var comments = COMMENT.matcher(line);
            var key = KEY.matcher(line);
            if (comments.matches()) {
                comment.add(comments.group(1));
            } else if (key.matches()) {
                int indent = key.group(1).length();
                while (!sections.isEmpty() && sections.element().indent() >= indent) {
                    sections.remove();
                }
                var path = (sections.isEmpty() ? "" : sections.element().path() + ".") + key.group(2);
                var standard = key.group(3) == null ? "" : key.group(3);
                values.add(new Value(path, standard, String.join(" ", comment)));
                sections.push(new Section(indent, path));
                comment.clear();
            } else if (line.isBlank()) {
                comment.clear(); // what stands above an empty line is about the file
            } else {
                throw new IllegalArgumentException("values.yaml: neither a comment nor a key with its value: " + line);
            }
        }
        return values;
    }
}
