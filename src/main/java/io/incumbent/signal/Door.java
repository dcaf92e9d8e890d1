package io.incumbent.signal;

import java.time.Duration;
import java.time.InstantSource;

/** Who may send. Asked before anything of the body is looked at, so that strangers cost little. */
sealed interface Door {

    /** @throws NotTaken if the sender did not prove itself */
    void check(Incoming request) throws NotTaken;

    /** Whoever holds a secret. */
    record Signed(StandardWebhooks secrets, Duration tolerance, InstantSource clock) implements Door {
        @Override
        public void check(Incoming request) throws NotTaken {
            secrets.verify(request, clock.instant(), tolerance);
        }
    }

    /** Whoever shows a token. */
    record Token(BearerTokens tokens) implements Door {
        @Override
        public void check(Incoming request) throws NotTaken {
            if (!tokens.accepts(request.headers().apply("Authorization"))) {
                throw NotTaken.unauthenticated(
                        "the header Authorization must be sent once and be 'Bearer' and one of this service's tokens");
            }
        }
    }

    /** Everybody. */
    record Open() implements Door {
        @Override
        public void check(Incoming request) {}
    }

    /** Nobody, as long as the operator has not said who. */
    record Closed() implements Door {
        @Override
        public void check(Incoming request) throws NotTaken {
            throw new NotTaken(new Refusal.Closed("nobody may send signals yet: set incumbent.signals.authentication to"
                    + " standard-webhooks, bearer or none"));
        }
    }
}
