package io.incumbent.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * What a native image is told: about the one downcall, without which it would lose the clock and only warn, and what it must
 * not initialise while it is built.
 */
class NativeImageMetadataTest {

    private static final Path FOLDER = Path.of("src/main/resources/META-INF/native-image/io.incumbent/incumbent");

    @Test
    void theDowncallIsRegisteredWithTheTypesAndOptionsOfTheCode() throws IOException {
        var downcalls = new JsonMapper()
                .readTree(FOLDER.resolve("reachability-metadata.json").toFile())
                .at("/foreign/downcalls");

        assertThat(downcalls).singleElement().satisfies(call -> {
            assertThat(descriptor(call)).isEqualTo(BootTimeTicker.CLOCK_GETTIME);
            assertThat(call.at("/options/critical/allowHeapAccess").asBoolean()).isTrue();
        });
    }

    @Test
    void whatHoldsTheHandleAndWhatReadsTheTimesOfNameLookupsAreInitialisedAtRunTime() throws Exception {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(FOLDER.resolve("native-image.properties"))) {
            properties.load(file);
        }

        assertThat(properties.getProperty("Args"))
                .isEqualTo("--initialize-at-run-time=" + BootTimeTicker.class.getName() + ","
                        + Class.forName("sun.net.InetAddressCachePolicy").getName());
    }

    private static FunctionDescriptor descriptor(JsonNode call) {
        var parameters = new ArrayList<MemoryLayout>();
        call.path("parameterTypes").forEach(type -> parameters.add(layout(type)));
        return FunctionDescriptor.of(layout(call.path("returnType")), parameters.toArray(MemoryLayout[]::new));
    }

    private static MemoryLayout layout(JsonNode type) {
        return Objects.requireNonNull(Linker.nativeLinker().canonicalLayouts().get(type.asText()), type.asText());
    }
}
