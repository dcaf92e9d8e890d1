package io.incumbent.api;

import io.incumbent.signal.Body;
import java.nio.charset.StandardCharsets;

/** The body of a signal as text. */
final class Text {

    private Text() {}

    /** The body of a signal, which is JSON, to become a part of other JSON: not a digit is changed. */
    static String json(Body body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }
}
