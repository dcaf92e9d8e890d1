package io.incumbent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.stores.NeedsProcesses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo as a user starts it: real processes on their fixed ports, so nothing else may use them meanwhile. */
@NeedsProcesses
class DemoTest {

    @Test
    void itEndsByItselfAndLeavesNothingBehind() throws Exception {
        try (var demo = DemoRun.start(Map.of("TTL", "3s", "INSTANCES", "2", "DEMO_SECONDS", "1"))) {
            var folder = demo.folder();

            demo.awaitLine("instance \\d  leads under term 1");

            assertThat(demo.exitCode()).isZero();
            assertThat(demo.output()).last().asString().startsWith("Stopped.");
            DemoRun.assertNothingIsLeftOf(folder, 2);
        }
    }

    @Test
    void aKilledLeaderIsFollowedByAnotherAndStartsAgainAsSomebodyNew() throws Exception {
        try (var demo = DemoRun.start(Map.of("TTL", "2s", "INSTANCES", "2"))) {
            var folder = demo.folder();
            var leader = demo.awaitLine("instance (\\d)  leads under term 1").group(1);
            var pid = Long.parseLong(demo.awaitLine("kill it: kill -9 (\\d+)").group(1));
            demo.awaitLine("Try, in another terminal");

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            demo.awaitLine("instance " + leader + "  was killed \\(SIGKILL\\), and it led");
            var successor =
                    demo.awaitLine("instance (\\d)  leads under term [2-9]").group(1);
            assertThat(successor).isNotEqualTo(leader);
            demo.awaitLine("instance " + leader + "  starts again as somebody new");

            demo.stop();

            assertThat(demo.exitCode()).as("as usual after SIGTERM").isEqualTo(128 + 15);
            assertThat(demo.output()).last().asString().startsWith("Stopped.");
            DemoRun.assertNothingIsLeftOf(folder, 2);
        }
    }

    @Test
    void whatADemoStartedDoesNotOutliveItsSuddenDeath() throws Exception {
        try (var demo = DemoRun.start(Map.of("TTL", "3s"))) {
            var folder = demo.folder();
            await().until(() -> Files.exists(folder.resolve("postgres-data")));

            demo.kill();

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> DemoRun.assertNothingIsLeftOf(folder, 3));
        }
    }

    @Test
    void aTakenPortIsNamedWithItsPurpose() throws Exception {
        try (var _ = new ServerSocket(8082, 1, InetAddress.getLoopbackAddress());
                var demo = DemoRun.start(Map.of())) {

            assertThat(demo.exitCode()).isOne();
            assertThat(demo.output()).first().isEqualTo("port 8082 is taken (instance 2)");
            assertThat(demo.output()).noneMatch(line -> line.contains("Exception") || line.contains("\tat "));
        }
    }

    @Test
    void aBadValueEndsItBeforeAnythingStarts() throws Exception {
        try (var demo = DemoRun.start(Map.of("TTL", "banana"))) {

            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.output()).singleElement().asString().startsWith("TTL=banana cannot work");
        }
    }
}
