package io.incumbent.command.smoketest;

import io.incumbent.logging.LogText;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * The command {@code incumbent smoke-test <name>}: tries one promise against a release, writes one line ({@code passed: ...} on the
 * standard output, {@code failed: ...} on the standard error) and exits with 0, 1, or 2 if the settings are not valid.
 *
 * <p>The settings are variables of the environment. None begins with {@code INCUMBENT_}, since they are no keys of an instance.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>variable</th><th>meaning</th><th>default</th></tr>
 * <tr><td>{@code SMOKE_TEST_SERVICE}</td><td>name of the Service that follows the leader</td><td>required</td></tr>
 * <tr><td>{@code SMOKE_TEST_PORT}</td><td>its port</td><td>8080</td></tr>
 * <tr><td>{@code SMOKE_TEST_NAMESPACE}</td><td>namespace of the release</td><td>that of the pod's service account</td></tr>
 * <tr><td>{@code SMOKE_TEST_TIMEOUT}</td><td>how long it tries, for example {@code 60s}</td><td>60s</td></tr>
 * <tr><td>{@code SMOKE_TEST_SECRETS}</td><td>the release's {@code incumbent.signals.secrets}</td><td>one of these two is required for
 * signals</td></tr>
 * <tr><td>{@code SMOKE_TEST_BEARER_TOKENS}</td><td>the release's {@code incumbent.signals.bearer-tokens}</td><td></td></tr>
 * </table>
 *
 * <p>{@code one-endpoint} needs the right to list endpointslices (discovery.k8s.io), {@code failover} the right to delete pods, and
 * both {@code KUBERNETES_SERVICE_HOST} and {@code KUBERNETES_SERVICE_PORT}, which Kubernetes sets. The other two need no
 * service account. They leave one signal of the source {@code smoke-test} in the queue, which is delivered as any other.
 */
public final class SmokeTestCommand {

    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int CALLED_WRONGLY = 2;

    private final SmokeTestSettings settings;
    private final ServiceAccount account;
    private final PrintStream out;
    private final PrintStream err;

    public SmokeTestCommand(Map<String, String> environment, ServiceAccount account, PrintStream out, PrintStream err) {
        this.settings = new SmokeTestSettings(environment);
        this.account = account;
        this.out = out;
        this.err = err;
    }

    /** @return the exit code */
    public int run(List<String> arguments) {
        var name = String.join(" ", arguments);
        try {
            out.println("passed: " + name + ": " + named(name).run());
            return PASSED;
        } catch (SmokeTestFailure e) {
            err.println("failed: " + name + ": " + e.getMessage());
            return FAILED;
        } catch (ConfigurationException e) {
            err.println("incumbent smoke-test cannot run: " + e.getMessage());
            return CALLED_WRONGLY;
        }
    }

    private SmokeTest named(String name) {
        return switch (name) {
            case "one-endpoint" -> new OneEndpoint(kubernetes(), settings.service(), settings.client(), retries());
            case "signed-signal" -> new SignedSignal(settings.client(), settings.credentials(), retries());
            case "unsigned-signal" -> new UnsignedSignal(settings.client(), settings.credentials(), retries());
            case "failover" -> new Failover(kubernetes(), settings.client(), retries());
            default ->
                throw new ConfigurationException("there is no smoke test " + LogText.quoted(name)
                        + ": write one of one-endpoint, signed-signal, unsigned-signal, failover");
        };
    }

    private KubernetesApi kubernetes() {
        return KubernetesApi.of(settings, account);
    }

    private Retries retries() {
        return Retries.within(settings.timeout());
    }
}
