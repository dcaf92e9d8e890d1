package io.incumbent.logging;

import java.util.regex.Pattern;

/**
 * Cleaner of foreign text: makes it fit for one line of a log, an error or a column, and hides credentials in it. Lengths
 * are in UTF-16 units and include the mark of a cut; no cut divides a character.
 */
public final class LogText {

    /** Longest detail: of an attempt, where it is stored, or of a failure in a log line. */
    public static final int DETAIL_MAX = 500;

    /** Longest piece of foreign text inside of a line of ours, for example a value or the body of an answer. */
    public static final int EXCERPT_MAX = 200;

    private static final String CUT = "...";

    /**
     * Controls of both blocks (a terminal obeys them, PostgreSQL refuses NUL), halves of surrogate pairs (nothing can
     * encode them), separators of lines, and what reverses the direction of the text that follows.
     */
    private static final String UNPRINTABLE =
            "\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";

    private static final Pattern ONE_UNPRINTABLE = Pattern.compile("[" + UNPRINTABLE + "]");
    private static final Pattern GAP = Pattern.compile("[" + UNPRINTABLE + "\\p{IsWhite_Space}]+");

    private static final String HOST = "(?:[\\w.~-]*|\\[[0-9A-Fa-f:.%]+])(?::\\d*)?";

    /**
     * In an authority everything up to its last {@code @}. If the authority is no list of hosts and ports, a password was
     * not encoded: then everything up to the last {@code @} of the URI.
     */
    private static final Pattern USER_INFO =
            Pattern.compile("(?<=//)(?:[^/?#\\s]*|(?!" + HOST + "(?:," + HOST + ")*[/?#])\\S*)(?=@)");

    private static final Pattern PASSWORD = Pattern.compile("(?<=(?i:password)=)[^&\\s\"]*");

    private LogText() {}

    /** The text as one line of at most {@link #DETAIL_MAX}: white space and what does not print become single blanks. */
    public static String detail(String text) {
        return cut(oneLine(text), DETAIL_MAX);
    }

    /** As {@link #detail}, of at most {@link #EXCERPT_MAX}. */
    public static String excerpt(String text) {
        return cut(oneLine(text), EXCERPT_MAX);
    }

    /** As {@link #detail}, however long it is. */
    public static String oneLine(String text) {
        return GAP.matcher(text).replaceAll(" ").strip();
    }

    /** A value as it was sent, each character that does not print shown as a question mark; at most {@link #EXCERPT_MAX}. */
    public static String value(String value) {
        return cut(ONE_UNPRINTABLE.matcher(value).replaceAll("?"), EXCERPT_MAX);
    }

    /** {@link #value} in quotes, so that blanks are seen. */
    public static String quoted(String value) {
        return "'" + value(value) + "'";
    }

    /**
     * Whether {@code text} can be stored as it is: no control character, which includes line breaks and NUL, and no half of
     * a surrogate pair.
     *
     * @param shortest in UTF-16 units, as {@code longest}
     */
    public static boolean storable(String text, int shortest, int longest) {
        return text.length() >= shortest
                && text.length() <= longest
                && text.codePoints().noneMatch(it -> Character.isISOControl(it) || (it >= 0xD800 && it <= 0xDFFF));
    }

    /** The text with each user and each password of its URIs replaced. Must be called before the text is cut. */
    public static String withoutCredentials(String text) {
        return PASSWORD.matcher(USER_INFO.matcher(text).replaceAll("***")).replaceAll("***");
    }

    /** One URI without credentials and without its parameters, any of which may be a secret. */
    public static String withoutParameters(String uri) {
        return withoutCredentials(uri).replaceFirst("\\?.*", "");
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
