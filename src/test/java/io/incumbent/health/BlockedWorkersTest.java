package io.incumbent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.api.http.NoStoresProfile;
import io.incumbent.api.http.TestHealth;
import io.incumbent.api.status.TestHistoryAndInstances;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.TestLeadership;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readiness never lies, also while every worker thread hangs in a call and more requests wait for one. */
@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class BlockedWorkersTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Inject
    TestLeadership leadership;

    @Inject
    TestHealth health;

    @Inject
    TestHistoryAndInstances history;

    @Inject
    BlockingTestResource hanging;

    @TestHTTPResource
    URI main;

    @TestHTTPResource(management = true)
    URI management;

    private final HttpClient client = HttpClient.newHttpClient();
    private List<CompletableFuture<HttpResponse<String>>> stuck = List.of();

    @BeforeEach
    void everyWorkerHangs() {
        health.silentFor(Duration.ZERO);
        health.databaseReady(true);
        history.works(); // classes of one profile share it
        hanging.hold();
        stuck = IntStream.range(0, 2 * NoStoresProfile.WORKERS)
                .mapToObj(_ -> client.sendAsync(request(main.resolve("/test-only/hang")), BodyHandlers.ofString()))
                .toList();
        await().until(() -> hanging.hanging() == NoStoresProfile.WORKERS);
    }

    @AfterEach
    void letGo() {
        hanging.release();
        stuck.forEach(CompletableFuture::join);
        client.close();
    }

    @Test
    void probesStillTellTheTruth() throws Exception {
        leadership.leads(7);
        assertThat(probes()).containsExactly(200, 200, 200, 200, 200);

        leadership.is(PublicRole.UNVERIFIED);
        assertThat(probes()).containsExactly(200, 200, 503, 503, 503);

        leadership.is(PublicRole.FOLLOWER);
        assertThat(probes()).containsExactly(200, 200, 503, 503, 200);

        assertThat(stuck).noneMatch(CompletableFuture::isDone);
        assertThat(hanging.hanging()).isEqualTo(NoStoresProfile.WORKERS);
    }

    @Test
    void balancersStillFindTheLeader() throws Exception {
        leadership.leads(7);

        assertThat(status(main.resolve("/leader"))).isEqualTo(200);
        assertThat(status(main.resolve("/follower"))).isEqualTo(503);
        assertThat(status(main.resolve("/leadership"))).isEqualTo(200);
        assertThat(status(main.resolve("/nothing"))).isEqualTo(404);
        assertThat(stuck).noneMatch(CompletableFuture::isDone);
    }

    /** History waits for the database and for nothing else. */
    @Test
    void historyStillAnswers() throws Exception {
        assertThat(status(main.resolve("/leadership/history"))).isEqualTo(200);
    }

    private List<Integer> probes() throws Exception {
        return List.of(
                status(management.resolve("/q/health/live")),
                status(management.resolve("/q/health/started")),
                status(management.resolve("/q/health/ready")),
                status(management.resolve("/q/health/group/leader")),
                status(management.resolve("/q/health/group/instance")));
    }

    private int status(URI uri) throws IOException, InterruptedException {
        return client.send(request(uri), BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest request(URI uri) {
        var request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
        return uri.getPath().endsWith("/hang")
                ? request.build()
                : request.timeout(AT_ONCE).build();
    }
}
