package io.incumbent.command.smoketest;

/** Not what is expected, but it may still become so, for example while the leader changes. */
final class NotYetException extends Exception {

    NotYetException(String seen) {
        super(seen);
    }
}
