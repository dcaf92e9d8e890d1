package io.incumbent.signal;

import java.util.regex.Pattern;

/** What others wrote, made fit for one line of ours. */
final class Wording {

    private static final int LONGEST = 200;
    private static final Pattern WHERE = Pattern.compile("\\[Source: [^;\\]]*; ([^\\]]*)]");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]+");

    private Wording() {}

    static String ofParser(String message) {
        return fit(WHERE.matcher(message).replaceAll("$1"));
    }

    /** In quotes, so that blanks are seen. */
    static String quoted(String value) {
        return "'" + fit(value) + "'";
    }

    private static String fit(String text) {
        var line = UNPRINTABLE.matcher(text).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
