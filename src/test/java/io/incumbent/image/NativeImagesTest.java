package io.incumbent.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The images for the native binary, built with a stand-in where no binary can be built: the Perl of the base image, which
 * is linked to libraries, can look around, and handles signals. What it shows: user, files, libraries, names, signals.
 */
@Tag("images")
@NeedsServers
class NativeImagesTest {

    private static final String BASE = "localhost/jdk25-base";
    private static final String NATIVE = "localhost/incumbent:native";
    private static final String MICRO = "localhost/incumbent:micro";

    private static final String LOOK_AROUND = """
            $| = 1;
            for my $path ("/x", "/app/x", "/app/incumbent", "/tmp/x", "/etc/x") { print "writable $path\\n" if open(my $f, ">>", $path) }
            print "uid=$< gid=$(\\n";
            print "localhost found\\n" if gethostbyname("localhost");
            $SIG{TERM} = sub { print "left in order\\n"; exit 0 };
            print "ready\\n";
            sleep 1 while 1;
            """;

    private static final Podman PODMAN = new Podman();

    @BeforeAll
    static void build(@TempDir Path context) throws Exception {
        var target = Files.createDirectory(context.resolve("target"));
        var perl = Podman.run("create", BASE, "perl").successful();
        Podman.run(
                        "cp",
                        perl + ":/usr/bin/perl",
                        target.resolve("incumbent-runner").toString())
                .successful();
        Podman.run("rm", perl).successful();
        Podman.build("Dockerfile.native", NATIVE, context, Map.of("NATIVE_IMAGE", BASE));
        Podman.build("Dockerfile.native-micro", MICRO, context, Map.of("LIBRARIES_IMAGE", BASE));
    }

    @AfterAll
    static void removeContainers() {
        PODMAN.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, MICRO})
    void theProcessHasNoRightAndIsAskedToLeave(String image) {
        var container = PODMAN.startRestricted(image, "-e", LOOK_AROUND);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Podman.log(container)
                .contains("ready"));

        assertThat(Podman.log(container))
                .contains("uid=1001", "localhost found")
                .doesNotContain("writable");
        assertThat(Podman.stop(container)).isZero();
        assertThat(Podman.log(container)).contains("left in order");
    }

    /** Links, the binary, the C library's own files; no shell, no other program. */
    @Test
    void theMicroImageHoldsNothingButTheBinaryAndItsLibraries() {
        var container = Podman.run("create", MICRO).successful();
        var files = Podman.run(
                        List.of(
                                "sh",
                                "-c",
                                "podman export " + container + " | tar -t | grep -v /$; podman rm " + container),
                        Map.of())
                .successful()
                .lines()
                .filter(file -> !file.equals(container))
                .toList();

        assertThat(files)
                .contains("app/incumbent", "etc/nsswitch.conf")
                .allMatch(file -> file.matches(
                        "app/incumbent|etc/nsswitch\\.conf|lib|lib64|usr/lib/.*\\.so\\.[0-9]+|usr/lib64/.*\\.so\\.[0-9]+"
                                // an engine's own, empty
                                + "|etc/(hosts|hostname|resolv\\.conf|mtab)|run/\\.containerenv|dev/.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {NATIVE, MICRO})
    void theImageSaysWhatItIs(String image) {
        ImageMetadata.check(image);
    }
}
