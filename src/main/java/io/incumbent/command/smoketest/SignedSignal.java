package io.incumbent.command.smoketest;

import java.io.IOException;
import java.util.UUID;

/** A signal of a sender that authenticates is stored. */
record SignedSignal(ServiceClient client, Credentials credentials, Retries retries) implements SmokeTest {

    @Override
    public String run() throws SmokeTestFailure {
        // the same id for all attempts: a request without an answer may have been stored
        var id = "smoke-test-" + UUID.randomUUID();
        return retries.until(() -> attempt(id));
    }

    private String attempt(String id) throws IOException, NotYetException, SmokeTestFailure {
        var answer = SignalAnswer.of(client.signal(id, credentials.headers(id, ServiceClient.BODY)));
        return switch (answer) {
            case SignalAnswer.Accepted(var stored, var term) -> "accepted, id " + stored + ", term " + term;
            case SignalAnswer.Duplicate() -> "accepted by an earlier attempt that was not answered, webhook-id " + id;
            case SignalAnswer.Later(var seen) -> throw new NotYetException(seen);
            case SignalAnswer.Unauthenticated(var seen) -> throw new SmokeTestFailure(seen);
            case SignalAnswer.Other(var seen) -> throw new SmokeTestFailure(seen);
        };
    }
}
