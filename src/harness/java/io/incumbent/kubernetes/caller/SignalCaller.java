package io.incumbent.kubernetes.caller;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends signals at a fixed rate, each on a connection of its own, and with each fifth one asks every instance who leads, until
 * it is killed.
 * Writes one line for each answer, which {@code CallLog} reads: {@code signal} or {@code leads}, when it was asked and when
 * answered (milliseconds of this machine's counting clock), and what was said.
 */
public final class SignalCaller {

    private static final int CONNECT_LIMIT_MILLIS = 1_000;
    private static final int ANSWER_LIMIT_MILLIS = 3_000;
    private static final int NO_ANSWER = 0;

    private record Answer(int status, String body) {}

    private SignalCaller() {}

    /** Arguments: the url of the Service, the name under which all instances are found, its port, signals per second. */
    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("http.keepAlive", "false");
        System.setProperty("networkaddress.cache.ttl", "0");
        var service = arguments[0];
        var instances = arguments[1];
        int port = Integer.parseInt(arguments[2]);
        long pause = 1_000_000_000L / Integer.parseInt(arguments[3]);
        for (long n = 0, due = System.nanoTime(); !Thread.interrupted(); n++, due += pause) {
            var key = "call-" + n;
            Thread.startVirtualThread(() -> send(service, key));
            if (n % 5 == 0) {
                Thread.startVirtualThread(() -> whoLeads(instances, port));
            }
            LockSupport.parkNanos(due + pause - System.nanoTime());
        }
    }

    private static void send(String service, String key) {
        long asked = millis();
        var answer = ask("POST", service + "/signals?source=caller", key);
        System.out.printf(
                "signal %d %d %d %s %s%n",
                asked, millis(), answer.status(), value(answer.body(), "status"), value(answer.body(), "term"));
    }

    private static void whoLeads(String instances, int port) {
        try {
            for (var address : InetAddress.getAllByName(instances)) {
                Thread.startVirtualThread(() -> {
                    long asked = millis();
                    var answer = ask("GET", "http://%s:%d/leadership".formatted(host(address), port), "");
                    if (value(answer.body(), "role").equals("leader")) {
                        System.out.printf(
                                "leads %d %d %s %s%n",
                                asked, millis(), value(answer.body(), "instance"), value(answer.body(), "term"));
                    }
                });
            }
        } catch (IOException e) {
            // no instance has an address at the moment
        }
    }

    private static String host(InetAddress address) {
        return address.getHostAddress().contains(":") ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private static Answer ask(String method, String url, String key) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_LIMIT_MILLIS);
            connection.setReadTimeout(ANSWER_LIMIT_MILLIS);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Connection", "close");
            if (method.equals("POST")) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setRequestProperty("Idempotency-Key", key);
                connection.setDoOutput(true);
                try (var body = connection.getOutputStream()) {
                    body.write("{\"side\":\"buy\"}".getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Answer(NO_ANSWER, "");
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    /** Of a flat JSON object whose strings have no escapes, since nothing but the JDK is there. A dash if it has none. */
    private static String value(String json, String name) {
        int at = json.indexOf("\"" + name + "\":");
        if (at < 0) {
            return "-";
        }
        int begin = at + name.length() + 3;
        int end = begin;
        while (end < json.length() && ",}".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return json.substring(begin, end).replace("\"", "").strip();
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }
}
