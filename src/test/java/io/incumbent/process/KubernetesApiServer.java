package io.incumbent.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.incumbent.command.smoketest.ServiceAccount;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Answers over real TLS as the Kubernetes API does: by a certificate of its own authority, to the holder of a token only, and
 * with an object Status for an error. {@code make test-kube} tries the real one.
 */
final class KubernetesApiServer implements AutoCloseable {

    /** One answer. */
    record Answer(int status, String body) {

        static Answer error(int status, String message) {
            return new Answer(
                    status,
                    new JsonObject()
                            .put("kind", "Status")
                            .put("status", "Failure")
                            .put("message", message)
                            .put("code", status)
                            .encode());
        }
    }

    private static final String TOKEN = "a-token.of-the-account";
    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final Path folder;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Function<String, Answer> answers;

    private KubernetesApiServer(HttpsServer server, Path folder, Function<String, Answer> answers) {
        this.server = server;
        this.folder = folder;
        this.answers = answers;
    }

    /** @param answers for method and URI, with a blank between */
    static KubernetesApiServer start(Path folder, Function<String, Answer> answers) throws Exception {
        Files.createDirectories(folder);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(folder)));
        var api = new KubernetesApiServer(server, folder, answers);
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Files.writeString(folder.resolve("namespace"), "shop");
        server.createContext("/", api::answer);
        server.start();
        return api;
    }

    ServiceAccount account() {
        return new ServiceAccount(folder);
    }

    Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(server.getAddress().getPort()));
    }

    /** Method and URI of each request that came through TLS. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(request);
        var authorized = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        var answer = authorized ? answers.apply(request) : Answer.error(401, "Unauthorized");
        var body = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        var store = folder.resolve("api.p12");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=kube-apiserver", "-ext", "san=ip:127.0.0.1");
        keytool(store, "-exportcert", "-rfc", "-file", folder.resolve("ca.crt").toString());
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "api", "-keystore", store.toString(), "-storepass", PASSWORD));
        var log = store.resolveSibling("keytool.log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool failed: " + Files.readString(log.toPath()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
