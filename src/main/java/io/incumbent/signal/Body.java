package io.incumbent.signal;

/** The bytes of a signal as they came. Handed on without copying, so nobody may change them. */
public final class Body {

    private final byte[] bytes;

    /** @param bytes not changed by anybody from here on */
    public Body(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Never the bytes themselves, which are none of a log's business. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
