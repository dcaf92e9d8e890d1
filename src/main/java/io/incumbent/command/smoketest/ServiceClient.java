package io.incumbent.command.smoketest;

import io.incumbent.auth.StandardWebhooks;
import io.incumbent.command.http.HttpAnswer;
import io.incumbent.command.http.HttpCall;
import io.incumbent.command.http.HttpConnector;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The Service of a release, as a client uses it. */
record ServiceClient(URI base, HttpConnector http) {

    /** So that an application can tell the signals of a smoke test from others. */
    private static final String SOURCE = "smoke-test";

    static final String BODY = "{\"smokeTest\":true}";

    /** @throws NotYetException if the instance that answered is not the verified leader */
    HttpAnswer leader() throws IOException, NotYetException {
        return ok("leader");
    }

    /** @throws NotYetException if another status than 200 was answered */
    HttpAnswer leadership() throws IOException, NotYetException {
        return ok("leadership");
    }

    /** @param authentication headers that authenticate the sender; empty if it does not */
    HttpAnswer signal(String id, Map<String, String> authentication) throws IOException {
        var headers = new HashMap<>(authentication);
        headers.put(StandardWebhooks.ID, id);
        headers.put("Content-Type", "application/json");
        return http.send(new HttpCall("POST", base.resolve("signals?source=" + SOURCE), headers, BODY));
    }

    private HttpAnswer ok(String path) throws IOException, NotYetException {
        var answer = http.send(HttpCall.get(base.resolve(path)));
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            throw new NotYetException("GET " + base.resolve(path) + " answered " + answer.excerpt());
        }
        return answer;
    }
}
