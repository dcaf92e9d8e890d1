package io.incumbent.command.smoketest;

/** The promise was not kept, and another try would not help. */
final class SmokeTestFailure extends Exception {

    SmokeTestFailure(String seen) {
        super(seen);
    }
}
