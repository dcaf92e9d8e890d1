package io.incumbent.command.smoketest;

/** One promise, tried against a release. */
sealed interface SmokeTest permits OneEndpoint, SignedSignal, UnsignedSignal, Failover {

    /**
     * @return what was seen
     * @throws SmokeTestFailure if the promise was not kept; the message says what was seen instead
     */
    String run() throws SmokeTestFailure;
}
