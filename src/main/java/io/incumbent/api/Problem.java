package io.incumbent.api;

import io.incumbent.database.PoolExhausted;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Why there is no answer, as RFC 9457 has it. Rendered without Jackson's databinding, since it must also come from
 * places where the REST layer was never reached.
 *
 * @param type what kind of problem; {@code about:blank} if the status says it all
 * @param detail what went wrong and what would be right
 * @param members further members, for programs
 * @param retryAfterSeconds when to ask again, if that can help
 */
record Problem(
        int status, String type, String detail, Map<String, String> members, Optional<Integer> retryAfterSeconds) {

    static final String MEDIA_TYPE = "application/problem+json";

    /** A circuit breaker has half closed, or a failover is over, by then. */
    private static final int LEDGER_RETRY_SECONDS = 5;

    /** A burst is over by then; if it is not, nobody is helped by asking more often. */
    private static final int POOL_RETRY_SECONDS = 2;

    private static final String BLANK = "about:blank";
    static final String OWN = "tag:incumbent.io,2026:problem/";

    static Problem of(int status, String detail) {
        return new Problem(status, BLANK, detail, Map.of(), Optional.empty());
    }

    static Problem badParameter(Query.Invalid<?> invalid) {
        return new Problem(
                400,
                OWN + "bad-parameter",
                "The query parameter %s must be %s, but it is '%s'."
                        .formatted(invalid.parameter(), invalid.expected(), invalid.value()),
                Map.of("parameter", invalid.parameter(), "value", invalid.value(), "expected", invalid.expected()),
                Optional.empty());
    }

    static Problem ledgerUnavailable() {
        return new Problem(
                503,
                OWN + "ledger-unavailable",
                "The database does not answer. Who leads can still be asked at /leadership.",
                Map.of(),
                Optional.of(LEDGER_RETRY_SECONDS));
    }

    static Problem poolExhausted(PoolExhausted outcome) {
        return new Problem(
                503,
                OWN + "pool-exhausted",
                ("All %d connections of this instance to the database were in use for %d ms, and %d others wait."
                                + " Nothing was done; ask again later. If it lasts, its operator can raise"
                                + " incumbent.pool.max-size.")
                        .formatted(outcome.size(), outcome.waited().toMillis(), outcome.waiting()),
                Map.of(),
                Optional.of(POOL_RETRY_SECONDS));
    }

    static Problem slowBody(Duration limit) {
        return of(408, "The body of the request did not come within %d ms.".formatted(limit.toMillis()));
    }

    /** Says nothing about the cause: that is in the log, under {@code id}. */
    static Problem unexpected(String id) {
        return new Problem(
                500,
                OWN + "unexpected",
                "Something unexpected happened. The log of this instance says what, under this id.",
                Map.of("id", id),
                Optional.empty());
    }

    /** The name of the status, the same for every problem of that status. */
    String title() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    String json() {
        var json = new JsonObject()
                .put("type", type)
                .put("title", title())
                .put("status", status)
                .put("detail", detail);
        members.forEach(json::put);
        return json.encode();
    }
}
