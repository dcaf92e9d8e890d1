package io.incumbent.api;

import io.incumbent.signal.Body;
import java.nio.charset.StandardCharsets;

/** Text that may go on: into a column, a line of a log, an answer. */
final class Text {

    private Text() {}

    /**
     * Whether {@code text} is one line that PostgreSQL can keep: no control character, which includes NUL, and no half of a
     * character.
     *
     * @param shortest in UTF-16 units, as {@code longest}
     */
    static boolean plain(String text, int shortest, int longest) {
        return text.length() >= shortest
                && text.length() <= longest
                && text.codePoints().noneMatch(it -> Character.isISOControl(it) || (it >= 0xD800 && it <= 0xDFFF));
    }

    /** The body of a signal, which is JSON, to become a part of other JSON: not a digit is changed. */
    static String json(Body body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }
}
