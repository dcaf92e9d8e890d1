package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.time.SystemTicker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The clock that counts the time asleep is read by native code, which a JVM may allow, warn of, or refuse. */
@NeedsProcesses
@EnabledOnOs(OS.LINUX)
class NativeAccessTest {

    private static final int LIMIT_SECONDS = 60;
    private static final String NOT_COUNTED = "is suspended is not counted";

    /** Needs nothing but the product's classes. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) {
            var ticker = SystemTicker.create(System.out::println);
            long first = ticker.nanos();
            System.out.println(ticker.nanos() - first >= 0 ? "read" : "went back");
        }
    }

    @Test
    void theJarAllowsItSoTheProductStartsWithoutAWarning() throws Exception {
        try (var cluster = InstanceCluster.of(Map.of(
                "INCUMBENT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none",
                "INCUMBENT_DATABASE_USERNAME", "none",
                "INCUMBENT_REDIS_HOSTS", "redis://127.0.0.1:1"))) {
            var instance = cluster.start(Map.of());
            Awaitility.await().until(() -> cluster.log(instance).contains("Listening on"));

            assertThat(cluster.log(instance)).doesNotContain("WARNING", NOT_COUNTED);
        }
    }

    @Test
    void aJvmThatRefusesItLosesTheClockAndSaysSoOnce() throws Exception {
        var written = program("--illegal-native-access=deny");

        assertThat(written).hasSize(2);
        assertThat(written.getFirst()).contains(NOT_COUNTED, "Illegal native access");
        assertThat(written.getLast()).isEqualTo("read");
    }

    @Test
    void aJvmThatAllowsItSaysNothing() throws Exception {
        assertThat(program("--enable-native-access=ALL-UNNAMED")).containsExactly("read");
    }

    private static List<String> program(String option) throws Exception {
        try (var processes = ProcessGroup.named("incumbent-native").open()) {
            var log = processes.folder().resolve("log");
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            processes.run(List.of(java, option, "-cp", classPath(), Program.class.getName()), log, LIMIT_SECONDS);
            return Files.readAllLines(log);
        }
    }

    private static String classPath() {
        return location(Program.class) + File.pathSeparator + location(SystemTicker.class);
    }

    private static Path location(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
