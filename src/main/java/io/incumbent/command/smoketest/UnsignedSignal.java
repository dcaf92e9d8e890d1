package io.incumbent.command.smoketest;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/**
 * A signal of a sender that does not authenticate is refused, and nothing of it is stored. The latter is shown by the same signal
 * from a sender that authenticates: it is accepted, so it is no duplicate.
 */
record UnsignedSignal(ServiceClient client, Credentials credentials, Retries retries) implements SmokeTest {

    @Override
    public String run() throws SmokeTestFailure {
        return retries.until(this::attempt);
    }

    /** With a fresh id each time: after a request without an answer, a duplicate would prove nothing. */
    private String attempt() throws IOException, NotYetException, SmokeTestFailure {
        var id = "smoke-test-" + UUID.randomUUID();
        switch (SignalAnswer.of(client.signal(id, Map.of()))) {
            case SignalAnswer.Unauthenticated _ -> {}
            case SignalAnswer.Later(var seen) -> throw new NotYetException(seen);
            case SignalAnswer.Accepted(var stored, var _) ->
                throw new SmokeTestFailure("a signal without authentication was accepted, id " + stored);
            case SignalAnswer.Duplicate() ->
                throw new SmokeTestFailure("a signal without authentication was answered as a duplicate");
            case SignalAnswer.Other(var seen) -> throw new SmokeTestFailure(seen);
        }
        return switch (SignalAnswer.of(client.signal(id, credentials.headers(id, ServiceClient.BODY)))) {
            case SignalAnswer.Accepted _ -> "refused with 401 and not stored: authenticated, the same signal was new";
            case SignalAnswer.Later(var seen) -> throw new NotYetException(seen);
            case SignalAnswer.Duplicate() ->
                throw new SmokeTestFailure(
                        "a signal without authentication was refused with 401 and stored all the same");
            case SignalAnswer.Unauthenticated(var seen) ->
                throw new SmokeTestFailure("refused without authentication, and with it, too: " + seen);
            case SignalAnswer.Other(var seen) -> throw new SmokeTestFailure(seen);
        };
    }
}
