package io.incumbent.image;

import static org.assertj.core.api.Assertions.assertThat;

/** What all images have in common, read by podman. */
final class ImageMetadata {

    private ImageMetadata() {}

    static void check(String image) {
        assertThat(Podman.inspect(image, "{{.Config.User}}")).isEqualTo("1001");
        assertThat(Podman.inspect(image, "{{.Config.StopSignal}}")).isEqualTo("SIGTERM");
        assertThat(Podman.inspect(image, "{{json .Config.Entrypoint}}"))
                .startsWith("[\"")
                .doesNotContain("/bin/sh");
        assertThat(Podman.inspect(image, "{{json .HealthCheck.Test}}"))
                .startsWith("[\"CMD\",")
                .endsWith("\"status\",\"--quiet\"]");
        for (var label : new String[] {"title", "description", "licenses", "source", "version", "revision"}) {
            assertThat(Podman.inspect(image, "{{json .Config.Labels}}"))
                    .contains("\"org.opencontainers.image." + label + "\":");
        }
    }
}
