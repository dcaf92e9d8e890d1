package io.incumbent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.stores.NeedsProcesses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo as a user starts it: real processes on their fixed ports, so no other program may use them meanwhile. */
@NeedsProcesses
class DemoTest {

    @Test
    void itEndsByItselfAndLeavesOnlyTheLogs() throws Exception {
        try (var demo = DemoProcess.start(Map.of("TTL", "3s", "INSTANCES", "1", "DEMO_SECONDS", "1"))) {
            var folder = demo.folder();

            demo.awaitLine("instance 1  leads under term 1; its id is instance-1-");

            assertThat(demo.exitCode()).isZero();
            assertThat(demo.output()).last().asString().startsWith("Stopped: ");
            assertThat(demo.output()).as("its output is no terminal").noneMatch(line -> line.contains("\u001b"));
            DemoProcess.assertNothingIsLeftOf(folder, 1);
            assertThat(DemoProcess.LOGS.resolve("instance-1.log"))
                    .content()
                    .contains("leadership gained term=1")
                    .doesNotContain("postgres may lose what it has committed");
            assertThat(DemoProcess.LOGS).isDirectoryContaining("glob:**/postgres.log");
            assertThat(DemoProcess.LOGS).isDirectoryContaining("glob:**/redis.log");
        }
    }

    @Test
    void aKilledLeaderIsFollowedByAnotherAndStartsAgainWithANewId() throws Exception {
        try (var demo = DemoProcess.start(Map.of("TTL", "3s", "INSTANCES", "2"))) {
            var folder = demo.folder();
            var first = demo.awaitLine("instance (\\d)  leads under term 1; its id is (\\S+)");
            var leader = first.group(1);
            demo.awaitLine(first.group(2) + " +808" + leader); // its row of the table
            demo.awaitLine("^ +curl .*808" + leader + "/signals -H");
            var pid = Long.parseLong(demo.awaitLine("^ +kill -9 (\\d+)$").group(1));
            demo.awaitLine("Ctrl-C stops everything");

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            demo.awaitLine("instance " + leader + "  was killed \\(SIGKILL\\), and it led");
            var successor =
                    demo.awaitLine("instance (\\d)  leads under term [2-9]").group(1);
            assertThat(successor).isNotEqualTo(leader);
            demo.awaitLine("Signals go to port 808" + successor + " now");
            demo.awaitLine("instance " + leader + "  starts again, with a new id");

            demo.stop();

            assertThat(demo.exitCode()).as("to be stopped is the usual end").isZero();
            assertThat(demo.output()).last().asString().startsWith("Stopped: ");
            assertThat(demo.output()).as("the history").anyMatch(line -> line.contains(first.group(2) + " "));
            DemoProcess.assertNothingIsLeftOf(folder, 2);
        }
    }

    @Test
    void whatADemoStartedDoesNotOutliveItsSuddenDeath() throws Exception {
        try (var demo = DemoProcess.start(Map.of("TTL", "3s"))) {
            var folder = demo.folder();
            await().until(() -> Files.exists(folder.resolve("postgres-data")));

            demo.kill();

            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> DemoProcess.assertNothingIsLeftOf(folder, 3));
        }
    }

    /** It resets the colours of a terminal at its end, whatever it writes to, and {@code make demo} begins with it. */
    @Test
    void whatMavenPrintsIntoAFileHasNoColourCodes() throws Exception {
        var maven = new ProcessBuilder(".mvn/with-jdk", "mvn", "-Dstyle.color=never", "-v")
                .redirectErrorStream(true)
                .start();

        var printed = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed).contains("Apache Maven").doesNotContain("\u001b");
        assertThat(maven.waitFor()).isZero();
    }

    @Test
    void aTakenPortIsNamedWithItsPurposeBeforeAnythingIsBuilt() throws Exception {
        try (var _ = new ServerSocket(8082, 1, InetAddress.getLoopbackAddress());
                var demo = DemoProcess.make()) {

            assertThat(demo.exitCode()).isNotZero();
            assertThat(demo.output())
                    .hasSize(4)
                    .startsWith("Port 8082 is taken (HTTP of instance 2).")
                    .contains("  lsof -nP -iTCP:8082 -sTCP:LISTEN");
        }
    }

    @Test
    void aValueThatCannotWorkIsRefusedInOneLineBeforeAnythingIsBuilt() throws Exception {
        try (var demo = DemoProcess.make("DEMO_SECONDS=x")) {

            assertThat(demo.exitCode()).isNotZero();
            assertThat(demo.output()).hasSize(2);
            assertThat(demo.output()).first().asString().startsWith("DEMO_SECONDS=x cannot work: ");
            assertThat(demo.output()).last().asString().startsWith("make: *** ");
        }
    }
}
