package io.incumbent.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The body of a signal, byte by byte as received. It is passed on without copying, so no caller may change the bytes. */
public final class SignalBody {

    private final byte[] bytes;

    /** @param bytes kept without copying; the caller must not change them afterwards */
    public SignalBody(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** The body as text, to be embedded in other JSON. A body is JSON in UTF-8, so no digit of it changes. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    /** The size only: the content must not reach a log. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
