package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody sees who has made a mistake: kubectl describe and kubectl logs lead to its cause. */
@NeedsCluster
class ChartDiagnosisTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Cluster CLUSTER = Cluster.ofEnvironment();
    private static final TestImages IMAGES = TestImages.ofEnvironment();
    private static final String SECRET = "stores";

    private static TestStores stores;

    private Namespace namespace;

    @BeforeAll
    static void start() {
        stores = TestStores.start(CLUSTER, IMAGES, "");
    }

    @AfterAll
    static void stop() {
        stores.close();
    }

    @BeforeEach
    void create() {
        namespace = Namespace.create(CLUSTER, "diagnosis");
    }

    @AfterEach
    void remove() {
        namespace.close();
    }

    @Test
    void aSecretThatIsNotThereIsNamedByDescribe() {
        var release =
                release(namespace, "--set", "stores.existingSecret=misspelt").install();

        await("described").atMost(LIMIT).until(() -> described(release).contains("secret \"misspelt\" not found"));
    }

    @Test
    void aWrongPasswordIsNamedByTheLogWithItsKeyAndNotShown() {
        stores.secret(namespace, SECRET, stores.url("postgres"), "wrong-password");
        var release = release(namespace).install();

        awaitLogged(release, "database refuses the password key=incumbent.database.password");
        assertThat(logged(release)).doesNotContain("wrong-password");
        awaitNotReady(release);
    }

    @Test
    void aDatabaseThatCannotBeReachedIsNamedByTheLogAndNothingIsStartedAgain() {
        stores.secret(namespace, SECRET, "jdbc:postgresql://192.0.2.254:5432/nowhere", stores.password());
        var release = release(namespace).install();

        awaitLogged(
                release,
                "database unreachable key=incumbent.database.url value=jdbc:postgresql://192.0.2.254:5432/nowhere");
        awaitNotReady(release);
        assertThat(release.pods()).extracting(Pod::restarts).containsOnly(0);
    }

    @Test
    void aSchemaThatNobodyMadeIsNamedByTheLogWithTheCommandThatMakesIt() {
        stores.secretIn(namespace, SECRET);
        var release = release(namespace, "--set", "incumbent.schema.mode=external", "--set", "migrate.enabled=false")
                .install();

        awaitLogged(release, "waiting for the schema");
        assertThat(logged(release)).contains("run incumbent migrate");
        awaitNotReady(release);
    }

    @Test
    void aMigrationThatFailsFailsTheInstallationAndItsJobSaysWhy() {
        stores.secret(namespace, SECRET, stores.url("postgres"), "wrong-password");
        namespace.kubectl(
                "create",
                "secret",
                "generic",
                "owner",
                "--from-literal=owner-username=postgres",
                "--from-literal=owner-password=wrong-password");
        var release = release(
                namespace,
                "--set",
                "migrate.enabled=true",
                "--set",
                "migrate.existingSecret=owner",
                "--set",
                "migrate.giveUpAfter=5s",
                "--set",
                "migrate.activeDeadlineSeconds=180");

        var output = release.attempt("install", "--timeout", "4m");

        assertThat(output.succeeded()).as(output.all()).isFalse();
        assertThat(namespace.kubectl("logs", "job/" + release.name() + "-migrate"))
                .contains("incumbent migrate failed", "incumbent.database.password");
    }

    @Test
    void twoReleasesOnTheSameStoresBothLeadUnlessSomebodyGivesThemTheSameGroup() {
        try (var other = Namespace.create(CLUSTER, "diagnosis")) {
            var database = stores.secretIn(namespace, SECRET);
            stores.secret(other, SECRET, stores.url(database), stores.password());
            var first = release(namespace).install();
            var second = release(other).install();
            first.awaitLeader();
            second.awaitLeader();

            second.upgrade("--set", "incumbent.election.group=" + namespace.name() + "." + first.name());

            second.awaitPods(2);
            await("only one of the two leads")
                    .atMost(LIMIT)
                    .during(Duration.ofSeconds(15))
                    .until(() -> first.readyEndpoints().size()
                                    + second.readyEndpoints().size()
                            == 1);
        }
    }

    private static Release release(Namespace namespace, String... more) {
        var values = new ArrayList<>(IMAGES.values());
        values.addAll(List.of("--set", "replicas=2", "--set", "stores.existingSecret=" + SECRET));
        values.addAll(List.of(more));
        return new Release(namespace, "incumbent", values);
    }

    private String described(Release release) {
        return namespace.kubectl("describe", "pods", "-l", release.selector());
    }

    private String logged(Release release) {
        return namespace
                .attempt("kubectl", "logs", "-l", release.selector(), "--tail=-1")
                .all();
    }

    private void awaitLogged(Release release, String text) {
        await(text).atMost(LIMIT).untilAsserted(() -> assertThat(logged(release))
                .contains(text));
    }

    private void awaitNotReady(Release release) {
        await("described").atMost(LIMIT).untilAsserted(() -> assertThat(described(release))
                .contains("Readiness probe failed"));
        assertThat(release.readyEndpoints()).isEmpty();
    }
}
