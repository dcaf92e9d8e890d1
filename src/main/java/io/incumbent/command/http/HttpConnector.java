package io.incumbent.command.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.logging.LogText;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends requests, each on a new connection, so that a Service routes each one afresh. No proxy, no redirect. Uses
 * {@link HttpURLConnection}, which costs a process that sends one request less time than {@code java.net.http}.
 */
public final class HttpConnector {

    /** A list of endpoints is far smaller; what is larger is no answer to a question of ours. */
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    private final Duration limit;
    private final Optional<SSLSocketFactory> tls;

    /**
     * @param limit longest time from the start of a request to the last byte of its answer
     * @param tls decides whom to trust; empty: the authorities that this Java knows
     */
    public HttpConnector(Duration limit, Optional<SSLSocketFactory> tls) {
        this.limit = limit;
        this.tls = tls;
        // Without this, a POST that fails is sent a second time unnoticed. In the constructor, since a static
        // initialiser of a native binary runs when it is built.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    /** @throws IOException if there was no answer in time; the message names the request and the reason */
    public HttpAnswer send(HttpCall call) throws IOException {
        // The timeouts of a connection limit each read, not all of them together
        var exchange = new FutureTask<>(() -> exchange(call));
        Thread.startVirtualThread(exchange);
        try {
            return exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw noAnswer(call, "nothing within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw noAnswer(call, reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(call, "interrupted", e);
        }
    }

    private HttpAnswer exchange(HttpCall call) throws IOException {
        var connection = (HttpURLConnection) call.uri().toURL().openConnection(Proxy.NO_PROXY);
        try {
            if (connection instanceof HttpsURLConnection https) {
                tls.ifPresent(https::setSSLSocketFactory);
            }
            prepare(connection, call);
            if (!call.body().isEmpty()) {
                connection.setDoOutput(true);
                try (var out = connection.getOutputStream()) {
                    out.write(call.body().getBytes(UTF_8));
                }
            }
            return answer(connection);
        } finally {
            connection.disconnect();
        }
    }

    private void prepare(HttpURLConnection connection, HttpCall call) throws IOException {
        int millis = Math.toIntExact(limit.toMillis());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(call.method());
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("Accept", "application/json");
        call.headers().forEach(connection::setRequestProperty);
    }

    private static HttpAnswer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the answer is not HTTP");
        }
        try (var in = status >= HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getErrorStream()
                : connection.getInputStream()) {
            return new HttpAnswer(status, in == null ? "" : new String(in.readNBytes(BYTES_MAX), UTF_8));
        }
    }

    private static IOException noAnswer(HttpCall call, String reason, Exception cause) {
        return new IOException(call.method() + " " + call.uri() + ": no answer (" + reason + ")", cause);
    }

    /** With the name of the exception, since the message of an unknown host is the host only. */
    private static String reason(ExecutionException e) {
        var cause = Optional.ofNullable(e.getCause()).orElse(e);
        return LogText.excerpt(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
}
