package io.incumbent.kubernetes;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL and a Redis in the cluster, in a namespace of their own, as an operator of the stores would have them. Each
 * release gets a database of its own.
 */
public final class TestStores implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);
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
                env: [{name: POSTGRES_PASSWORD, value: %4$s}, {name: PGDATA, value: /data/postgres}]
                readinessProbe: {exec: {command: [pg_isready, -h, 127.0.0.1, -U, postgres]}, periodSeconds: 1, timeoutSeconds: 5}
                volumeMounts: [{name: data, mountPath: /data}, {name: data, mountPath: /var/run/postgresql, subPath: run}]
                securityContext: %5$s
              volumes: [{name: data, emptyDir: {}}]
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
                command: [redis-server, --save, "", --bind, 0.0.0.0, --protected-mode, "no", --maxmemory-policy, noeviction]
                workingDir: /data
                readinessProbe: {tcpSocket: {port: 6379}, periodSeconds: 1}
                volumeMounts: [{name: data, mountPath: /data}]
                securityContext: %5$s
              volumes: [{name: data, emptyDir: {}}]
              securityContext: {fsGroup: 999}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: redis}
            spec: {selector: {app: redis}, ports: [{port: 6379}]}
            """;

    private final Namespace namespace;

    private TestStores(Namespace namespace) {
        this.namespace = namespace;
    }

    /** @param node where both run; empty: anywhere */
    public static TestStores start(Cluster cluster, TestImages images, String node) {
        var stores = new TestStores(Namespace.create(cluster, "stores"));
        var selector = node.isEmpty() ? "{}" : "{kubernetes.io/hostname: " + node + "}";
        stores.namespace.apply(MANIFEST.formatted(selector, images.postgres(), images.redis(), PASSWORD, RESTRICTED));
        stores.namespace.kubectl(
                "wait", "--for=condition=Ready", "pod", "--all", "--timeout=" + LIMIT.toSeconds() + "s");
        return stores;
    }

    /** Creates a database and, in the namespace, a Secret of this name with the keys that the chart expects by default. */
    public String secretIn(Namespace other, String name) {
        var database =
                "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Awaitility.await("a new database").atMost(LIMIT).until(() -> psql("postgres", "CREATE DATABASE " + database)
                .succeeded());
        secret(other, name, url(database), PASSWORD);
        return database;
    }

    /** A Secret for the stores with any content. */
    public void secret(Namespace other, String name, String url, String password) {
        other.apply(new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("metadata", new JsonObject().put("name", name))
                .put(
                        "stringData",
                        new JsonObject()
                                .put("database-url", url)
                                .put("database-username", "postgres")
                                .put("database-password", password)
                                .put("redis-hosts", "redis://redis." + namespace.name() + ".svc:6379"))
                .encode());
    }

    public String url(String database) {
        return "jdbc:postgresql://postgres." + namespace.name() + ".svc:5432/" + database;
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

    public String password() {
        return PASSWORD;
    }

    @Override
    public void close() {
        namespace.close();
    }
}
