package io.incumbent.demo;

/** Why the demo cannot go on, in words for the person who started it. */
final class DemoException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A value that was given cannot work. */
    static final int BAD_VALUE = 2;
    /** Something on this machine is in the way, or did not start. */
    static final int FAILED = 1;

    private final String words;
    private final int exitCode;

    DemoException(int exitCode, String words) {
        super(words);
        this.words = words;
        this.exitCode = exitCode;
    }

    String words() {
        return words;
    }

    int exitCode() {
        return exitCode;
    }
}
