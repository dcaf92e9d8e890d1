package io.incumbent.command.smoketest;

import io.incumbent.command.http.HttpAnswer;
import io.incumbent.logging.LogText;
import java.net.HttpURLConnection;

/** What {@code POST /signals} answered, as far as a smoke test distinguishes it. */
sealed interface SignalAnswer {

    /** Stored by this request, with its id and term. */
    record Accepted(String id, String term) implements SignalAnswer {}

    /** Stored by an earlier request. */
    record Duplicate() implements SignalAnswer {}

    /** The sender is not authenticated. */
    record Unauthenticated(String seen) implements SignalAnswer {}

    /** Not stored for now, as on an instance that does not lead. */
    record Later(String seen) implements SignalAnswer {}

    /** Anything else, which another try would not change. */
    record Other(String seen) implements SignalAnswer {}

    static SignalAnswer of(HttpAnswer answer) {
        var seen = "POST /signals answered " + answer.excerpt();
        if (answer.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return new Unauthenticated(seen);
        }
        if (answer.status() >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
            return new Later(seen);
        }
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            return new Other(seen);
        }
        var json = answer.json();
        return switch (json.path("status").asText()) {
            case "accepted" ->
                new Accepted(
                        LogText.value(json.path("id").asText()),
                        LogText.value(json.path("term").asText()));
            case "duplicate" -> new Duplicate();
            case "rejected" -> new Later(seen);
            default -> new Other(seen);
        };
    }
}
