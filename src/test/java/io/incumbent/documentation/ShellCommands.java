package io.incumbent.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits lines into the words that bash and zsh both make of them when they are pasted into a terminal. Refuses what one
 * of the two would read in another way: zsh takes {@code ?} and {@code [} for a pattern that must match a file, and
 * {@code #} for a word.
 */
final class ShellCommands {

    private static final Pattern WORD = Pattern.compile("\\G *((?:'[^']*'|\"[^\"]*\"|[^ '\"])+) *");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern ONLY_QUOTED = Pattern.compile("[?*\\[\\]{}()<>|&;#!$`~^\\\\]|^=");

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
        var found = WORD.matcher(line);
        int end = 0;
        while (found.find()) {
            end = found.end();
            var unquoted = ONLY_QUOTED.matcher(QUOTED.matcher(found.group(1)).replaceAll(""));
            if (unquoted.find()) {
                throw new IllegalArgumentException("%s must be quoted in: %s".formatted(unquoted.group(), line));
            }
            words.add(QUOTED.matcher(found.group(1)).replaceAll("$1$2"));
        }
        if (end < line.length()) {
            throw new IllegalArgumentException("a quote is not closed in: " + line);
        }
        return words;
    }
}
