package io.incumbent.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The bytes of a signal as they came. Handed on without copying, so nobody may change them. */
public final class SignalBody {

    private final byte[] bytes;

    /** @param bytes not changed by anybody from here on */
    public SignalBody(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** The bytes as text, to become a part of other JSON: a body is JSON in UTF-8, of which no digit is changed. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    /** Never the bytes themselves, which are none of a log's business. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
