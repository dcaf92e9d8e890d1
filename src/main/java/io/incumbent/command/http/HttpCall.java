package io.incumbent.command.http;

import java.net.URI;
import java.util.Map;

/**
 * One request.
 *
 * @param body empty if the request has none
 */
public record HttpCall(String method, URI uri, Map<String, String> headers, String body) {

    public static HttpCall get(URI uri) {
        return new HttpCall("GET", uri, Map.of(), "");
    }
}
