package io.incumbent.documentation;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits lines into the words that bash and zsh both make of them when they are pasted into a terminal. Refuses what one
 * of the two would read in another way: zsh takes {@code ?} and {@code [} for a pattern that must match a file, and
 * {@code #} for a word.
 */
final class ShellCommands {

    private static final String ONLY_QUOTED = "?*[]{}()<>|&;#!$`~^\\";

    private ShellCommands() {}

    /** @throws IllegalArgumentException names the character that must be quoted, and the line */
    static List<List<String>> of(String block) {
        return block.replace("\\\n", " ")
                .lines()
                .filter(line -> !line.isBlank())
                .map(ShellCommands::words)
                .toList();
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (c == ' ') {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else if (ONLY_QUOTED.indexOf(c) >= 0 || (c == '=' && !begun)) {
                throw new IllegalArgumentException("%s must be quoted in: %s".formatted(c, line));
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed in: " + line);
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
