package io.incumbent.kubernetes;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A PostgreSQL and a Redis in the cluster, in a namespace of their own, as an operator of the stores would have them. Each
 * release gets a database of its own.
 */
public final class TestStores implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String USER = "postgres";
    private static final String PASSWORD = "for-tests";

    private static final String RESTRICTED = "{runAsNonRoot: true, runAsUser: 999, allowPrivilegeEscalation: false,"
            + " capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}";

    private static final String MANIFEST = """
            apiVersion: v1
            kind: Pod
            metadata: {name: postgres, labels: {app: postgres}}
            spec:
              nodeSelector: %1$s
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 1
              containers:
              - name: postgres
                image: %2$s
                imagePullPolicy: IfNotPresent
                args: [-c, ssl=on, -c, ssl_cert_file=/tls/tls.crt, -c, ssl_key_file=/tls/tls.key]
                env: [{name: POSTGRES_PASSWORD, value: %4$s}, {name: PGDATA, value: /data/postgres}]
                readinessProbe: {exec: {command: [pg_isready, -h, 127.0.0.1, -U, postgres]}, periodSeconds: 1, timeoutSeconds: 5}
                volumeMounts: [{name: data, mountPath: /data}, {name: run, mountPath: /var/run/postgresql}, {name: tls, mountPath: /tls}]
                securityContext: %5$s
              volumes: [{name: data, emptyDir: {}}, {name: run, emptyDir: {}}, {name: tls, secret: {secretName: tls, defaultMode: 0440}}]
              securityContext: {fsGroup: 999}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: postgres}
            spec: {selector: {app: postgres}, ports: [{port: 5432}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: redis, labels: {app: redis}}
            spec:
              nodeSelector: %1$s
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 1
              containers:
              - name: redis
                image: %3$s
                imagePullPolicy: IfNotPresent
                command: [redis-server, --save, "", --bind, 0.0.0.0, --protected-mode, "no", --maxmemory-policy, noeviction,
                  --tls-port, "6380", --tls-cert-file, /tls/tls.crt, --tls-key-file, /tls/tls.key, --tls-auth-clients, "no"]
                workingDir: /data
                readinessProbe: {tcpSocket: {port: 6379}, periodSeconds: 1}
                volumeMounts: [{name: data, mountPath: /data}, {name: tls, mountPath: /tls}]
                securityContext: %5$s
              volumes: [{name: data, emptyDir: {}}, {name: tls, secret: {secretName: tls, defaultMode: 0440}}]
              securityContext: {fsGroup: 999}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: redis}
            spec: {selector: {app: redis}, ports: [{name: plain, port: 6379}, {name: tls, port: 6380}]}
            """;

    private final Namespace namespace;
    private final StoreCertificate certificate;

    private TestStores(Namespace namespace) {
        this.namespace = namespace;
        this.certificate = StoreCertificate.of(List.of(host("postgres"), host("redis")));
    }

    /** @param node where both run; empty: anywhere */
    public static TestStores start(Cluster cluster, TestImages images, String node) {
        var stores = new TestStores(Namespace.create(cluster, "stores"));
        var selector = node.isEmpty() ? "{}" : "{kubernetes.io/hostname: " + node + "}";
        stores.namespace.apply(secret(
                "tls", Map.of("tls.crt", stores.certificate.certificate(), "tls.key", stores.certificate.key())));
        stores.namespace.apply(MANIFEST.formatted(selector, images.postgres(), images.redis(), PASSWORD, RESTRICTED));
        stores.namespace.kubectl(
                "wait", "--for=condition=Ready", "pod", "--all", "--timeout=" + LIMIT.toSeconds() + "s");
        return stores;
    }

    /** Creates a database and, in the namespace, a Secret of this name with the keys that the chart expects by default. */
    public String secretIn(Namespace other, String name) {
        var database =
                "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Cluster.await("a new database").atMost(LIMIT).until(() -> psql("postgres", "CREATE DATABASE " + database)
                .succeeded());
        secret(other, name, url(database), PASSWORD);
        return database;
    }

    /** A Secret for the stores with any content. */
    public void secret(Namespace other, String name, String url, String password) {
        secret(other, name, url, password, redisHosts());
    }

    /** As {@link #secretIn}, for stores that are reached by TLS; and the certificates of their authority. */
    public void tlsSecretsIn(Namespace other, String name) {
        var database = secretIn(other, name);
        secret(other, name, url(database), PASSWORD, "rediss://" + host("redis") + ":6380");
        other.apply(secret("postgresql-ca", Map.of("ca.crt", certificate.certificate())));
        other.apply(secret("redis-ca", Map.of("tls-ca.crt", certificate.certificate())));
    }

    private static void secret(Namespace other, String name, String url, String password, String redisHosts) {
        other.apply(secret(
                name,
                Map.of(
                        "database-url", url,
                        "database-username", USER,
                        "database-password", password,
                        "redis-hosts", redisHosts)));
    }

    private static String secret(String name, Map<String, String> content) {
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("metadata", new JsonObject().put("name", name))
                .put("stringData", new JsonObject(new HashMap<>(content)))
                .encode();
    }

    public String url(String database) {
        return "jdbc:postgresql://" + host("postgres") + ":5432/" + database;
    }

    public String redisHosts() {
        return "redis://" + host("redis") + ":6379";
    }

    private String host(String service) {
        return service + "." + namespace.name() + ".svc";
    }

    public CommandOutput psql(String database, String sql) {
        return namespace.attempt(
                "kubectl",
                "exec",
                "postgres",
                "--",
                "env",
                "PGPASSWORD=" + PASSWORD,
                "psql",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-d",
                database,
                "-v",
                "ON_ERROR_STOP=1",
                "-Atc",
                sql);
    }

    /** Of the administrator of PostgreSQL. */
    public String username() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    @Override
    public void close() {
        namespace.close();
    }
}
