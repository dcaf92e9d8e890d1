package io.incumbent.command.smoketest;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * What Kubernetes mounts into a pod for the Kubernetes API.
 *
 * @param directory with the files {@code token}, {@code ca.crt} and {@code namespace}
 */
public record ServiceAccount(Path directory) {

    public static final ServiceAccount MOUNTED =
            new ServiceAccount(Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));

    /** Read for each request, since Kubernetes replaces it while the pod runs. */
    String token() {
        return read("token");
    }

    String namespace() {
        return read("namespace");
    }

    /** Trusts the cluster's own authority and nobody else. */
    SSLSocketFactory tls() {
        var file = directory.resolve("ca.crt");
        try (var in = Files.newInputStream(file)) {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new ConfigurationException(file + " contains no certificate");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(file + " contains no valid certificate: " + e.getMessage(), e);
        }
    }

    private String read(String name) {
        var file = directory.resolve(name);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ConfigurationException unreadable(Path file, IOException cause) {
        return new ConfigurationException(
                file + " cannot be read (" + cause.getClass().getSimpleName()
                        + "): the pod needs a service account whose token is mounted",
                cause);
    }
}
