package io.incumbent.api.http;

import io.incumbent.database.connection.PoolExhaustedException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An error response (RFC 9457). It is rendered without Jackson's databinding, because it is also sent by code outside of the REST
 * layer.
 *
 * @param type URI of the kind of problem; {@code about:blank} if the status says all
 * @param detail what is wrong and what is expected
 * @param members further members, for programs
 * @param retryAfterSeconds value of Retry-After; empty if a retry cannot help
 */
public record Problem(
        int status, String type, String detail, Map<String, String> members, Optional<Integer> retryAfterSeconds) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** By then a circuit breaker is half open, or a failover is over. */
    private static final int LEDGER_RETRY_SECONDS = 5;

    /** By then a balancer has found the leader. */
    private static final int LEADER_RETRY_SECONDS = 1;

    /** By then a short burst is over; in a longer one, more frequent retries would not help. */
    private static final int POOL_RETRY_SECONDS = 2;

    private static final String BLANK = "about:blank";
    public static final String OWN = "tag:incumbent.io,2026:problem/";

    /** An error that the framework found. The framework's own message is not used: it names classes. */
    public static Problem of(int status) {
        return of(status, detail(status));
    }

    static Problem of(int status, String detail) {
        return new Problem(status, BLANK, detail, Map.of(), Optional.empty());
    }

    public static Problem badParameter(QueryParam.Invalid<?> invalid) {
        return new Problem(
                400,
                OWN + "bad-parameter",
                "The query parameter %s must be %s, but it is '%s'."
                        .formatted(invalid.parameter(), invalid.expected(), invalid.value()),
                Map.of("parameter", invalid.parameter(), "value", invalid.value(), "expected", invalid.expected()),
                Optional.empty());
    }

    /** @param value as sent; empty if it was missing */
    static Problem badMember(String member, String expected, Optional<String> value) {
        var members = new HashMap<>(Map.of("parameter", member, "expected", expected));
        value.ifPresent(sent -> members.put("value", sent));
        return new Problem(
                400,
                OWN + "bad-parameter",
                "The member %s of the body must be %s, but it is %s."
                        .formatted(
                                member, expected, value.map("'%s'"::formatted).orElse("missing")),
                members,
                Optional.empty());
    }

    static Problem unknownParameter(String parameter, String known) {
        return new Problem(
                400,
                OWN + "bad-parameter",
                "There is no query parameter '%s' here; known parameters: %s.".formatted(parameter, known),
                Map.of("parameter", parameter, "expected", known),
                Optional.empty());
    }

    static Problem unknownMember(String member, String known) {
        return new Problem(
                400,
                OWN + "bad-parameter",
                "The body has an unknown member '%s'; known members: %s.".formatted(member, known),
                Map.of("parameter", member, "expected", known),
                Optional.empty());
    }

    /** @param kind the last part of the problem's type */
    public static Problem of(int status, String kind, String detail) {
        return new Problem(status, OWN + kind, detail, Map.of(), Optional.empty());
    }

    public static Problem noSuchSignal() {
        return of(404, "no-such-signal", "There is no signal with this id, or it was removed.");
    }

    public static Problem notLeader() {
        return new Problem(
                503,
                OWN + "not-the-leader",
                "Only the leader works on the queue, and this instance does not lead. The leader is named at /leadership.",
                Map.of("reason", "not_leader"),
                Optional.of(LEADER_RETRY_SECONDS));
    }

    static Problem ledgerUnavailable() {
        return new Problem(
                503,
                OWN + "ledger-unavailable",
                "The database does not answer. GET /leadership still answers from memory.",
                Map.of(),
                Optional.of(LEDGER_RETRY_SECONDS));
    }

    static Problem poolExhausted(PoolExhaustedException outcome) {
        return new Problem(
                503,
                OWN + "pool-exhausted",
                ("All %d connections of this instance to the database were in use for %d ms, and %d others wait."
                                + " Nothing was done; retry later. If it lasts, its operator can raise"
                                + " incumbent.pool.max-size.")
                        .formatted(outcome.size(), outcome.waited().toMillis(), outcome.waiting()),
                Map.of(),
                Optional.of(POOL_RETRY_SECONDS));
    }

    public static Problem slowBody(Duration limit) {
        return of(408, "The body of the request did not arrive within %d ms.".formatted(limit.toMillis()));
    }

    /** The cause is not sent; it is in the log under {@code id}. */
    static Problem unexpected(String id) {
        return new Problem(
                500,
                OWN + "unexpected",
                "An unexpected error. The log of this instance has the cause under this id.",
                Map.of("id", id),
                Optional.empty());
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "The request could not be understood.";
            case 404 -> "There is nothing at this path. All paths are described at /q/openapi.";
            case 405 -> "This path does not accept this method; the header Allow lists the accepted methods.";
            case 406 -> "None of the media types in the header Accept is offered; application/json is.";
            case 413 -> "The body of the request is too large.";
            case 414 -> "The path and query of the request are too long.";
            case 415 -> "The media type of the body is not supported; application/json is.";
            default -> "The request was rejected.";
        };
    }

    /** The name of the status, the same for every problem of that status. */
    String title() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    public String json() {
        var json = new JsonObject()
                .put("type", type)
                .put("title", title())
                .put("status", status)
                .put("detail", detail);
        members.forEach(json::put);
        return json.encode();
    }

    /** Status and headers, without the body. */
    public HttpServerResponse head(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store"); // not every error passes the configured header
        retryAfterSeconds.ifPresent(seconds -> response.putHeader(HttpHeaders.RETRY_AFTER, seconds.toString()));
        return response;
    }

    /** Status, headers and body. */
    public void end(HttpServerResponse response) {
        head(response).end(json());
    }
}
