package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;

import io.incumbent.kubernetes.caller.SignalCaller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A pod that calls a release from inside of the cluster: the class {@code SignalCaller}, as a jar in a ConfigMap, run by the
 * JDK of the product's own JVM image.
 */
public final class CallerPod implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String NAME = "caller";

    private static final String MANIFEST = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: caller}
            binaryData: {caller.jar: %s}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: caller, labels: {app: caller}}
            spec:
              restartPolicy: Never
              automountServiceAccountToken: false
              enableServiceLinks: false
              terminationGracePeriodSeconds: 0
              nodeSelector: %s
              containers:
              - name: caller
                image: %s
                imagePullPolicy: IfNotPresent
                command: [java, -Xmx64m, -XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -cp, /caller/caller.jar, %s,
                  "http://%s", %s-instances, "8080", "20"]
                volumeMounts: [{name: caller, mountPath: /caller}]
                securityContext:
                  runAsNonRoot: true
                  runAsUser: 1001
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
                  seccompProfile: {type: RuntimeDefault}
              volumes: [{name: caller, configMap: {name: caller}}]
            """;

    private final Namespace namespace;

    private CallerPod(Namespace namespace) {
        this.namespace = namespace;
    }

    /** Starts one, and returns when a signal of its was accepted. */
    public static CallerPod start(Namespace namespace, Release release, TestImages images, String node) {
        namespace.apply(MANIFEST.formatted(
                Base64.getEncoder().encodeToString(jar()),
                node.isEmpty() ? "{}" : "{kubernetes.io/hostname: " + node + "}",
                images.product(),
                SignalCaller.class.getName(),
                release.service(),
                release.service()));
        var caller = new CallerPod(namespace);
        await("a signal is accepted").atMost(LIMIT).until(() -> caller.log().accepted() > 0);
        return caller;
    }

    public CallLog log() {
        return CallLog.of(namespace.attempt("kubectl", "logs", NAME).out());
    }

    private static byte[] jar() {
        var folder = Path.of("target/test-classes");
        var inside = SignalCaller.class.getPackageName().replace('.', '/');
        var bytes = new ByteArrayOutputStream();
        try (var files = Files.list(folder.resolve(inside));
                var jar = new JarOutputStream(bytes)) {
            for (var file : files.toList()) {
                jar.putNextEntry(new JarEntry(inside + "/" + file.getFileName()));
                Files.copy(file, jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        namespace.attempt("kubectl", "delete", "pod,configmap", NAME, "--wait=true", "--grace-period=0");
    }
}
