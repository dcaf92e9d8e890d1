package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain Service follows the leader, whatever happens to it: never two that accept, and it comes back. */
@NeedsCluster
class ReadinessRoutingTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static RoutedRelease routed;

    @BeforeAll
    static void install() {
        routed = RoutedRelease.install();
    }

    @AfterAll
    static void remove() {
        routed.close();
    }

    @Test
    void aPlainServiceHasOneEndpointWhichIsThePodThatLeads() {
        var leader = routed.release().awaitLeader();

        assertThat(routed.release().pods())
                .filteredOn(Pod::ready)
                .extracting(Pod::name)
                .containsExactly(leader.name());
        var slices = routed.namespace()
                .list(
                        "endpointslices",
                        "kubernetes.io/service-name=" + routed.release().service());
        assertThat(slices).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void neverTwoAcceptAndAnotherOneIsRoutedToAfter(LeaderFault fault) {
        assumeTrue(!fault.needsNodes() || routed.namespace().cluster().nodesCanBeDisturbed(), "KUBE_TOOL is not set");

        var run = FaultRun.of(fault, routed.namespace(), routed.release(), routed.caller());

        System.out.printf(
                "kube: %s: longest gap between accepted signals %.1f s, at most %d ready%n",
                fault.description(), run.calls().longestGap() / 1000.0, run.mostReady());
        assertThat(run.calls().acceptedUnderAnOlderTerm()).isEmpty();
        assertThat(run.calls().twoLeaders()).isEmpty();
        assertThat(run.calls().rejectedAsSuccess()).isZero();
        assertThat(run.endpoints()).as("the watch saw the leader change").hasSizeGreaterThan(1);
        // a node that is cut off cannot tell that its pod is no longer ready
        assertThat(run.mostReady()).isLessThanOrEqualTo(fault == LeaderFault.NODE_CUT_OFF ? 2 : 1);
    }

    @Test
    void itScalesToOneToFiveToNoneAndBack() {
        for (int count : List.of(1, 5, 0, 3)) {
            routed.namespace().kubectl("scale", "deployment", routed.release().name(), "--replicas=" + count);
            routed.release().awaitPods(count);
            if (count == 0) {
                await("no endpoint")
                        .atMost(LIMIT)
                        .until(() -> routed.release().readyEndpoints().isEmpty());
            } else {
                routed.release().awaitLeader();
            }
        }
    }

    @Test
    void afterAllPodsAreDeletedAtOnceAnotherLeads() {
        var before = routed.release().pods();

        routed.namespace().kubectl("delete", "pod", "-l", routed.release().selector(), "--wait=false");

        await("all are replaced").atMost(LIMIT).until(() -> routed.release().pods().stream()
                .noneMatch(before::contains));
        routed.release().awaitPods(before.size());
        assertThat(before)
                .extracting(Pod::name)
                .doesNotContain(routed.release().awaitLeader().name());
    }

    @Test
    void podsWithOneHostnameAndOneNameHaveAnIdEachAndOneOfThemLeads() {
        var release = routed.release();
        release.upgrade("--set", "incumbent.instance.name=web");
        routed.namespace()
                .kubectl(
                        "patch",
                        "deployment",
                        release.name(),
                        "-p",
                        "{\"spec\":{\"template\":{\"spec\":{\"hostname\":\"web-0\"}}}}");
        release.awaitRollout();

        var leader = release.awaitLeader();

        assertThat(release.pods()).hasSizeGreaterThan(1).allSatisfy(pod -> assertThat(routed.namespace()
                        .kubectl("exec", pod.name(), "--", "hostname")
                        .strip())
                .isEqualTo("web-0"));
        assertThat(release.pods())
                .extracting(pod -> instanceId(pod))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("web-[0-9a-f]{8}"));
        assertThat(release.readyEndpoints()).containsExactly(leader.name());
    }

    private static String instanceId(Pod pod) {
        return await("it takes part")
                .atMost(LIMIT)
                .until(
                        () -> routed.namespace()
                                .kubectl("logs", pod.name())
                                .lines()
                                .filter(line -> line.contains("election starts"))
                                .map(line -> line.replaceFirst(".* instance=(\\S+).*", "$1"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
