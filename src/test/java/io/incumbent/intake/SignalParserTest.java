package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.auth.Sha256;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalParserTest {

    private final SignalParser parser = SignalRequests.parser(Map.of());

    @Test
    void theDigestIsThatOfTheCanonicalBodyAndTheKeyOfASignalWithoutOne() {
        var signal = SignalRequests.good(parser, SignalRequests.of(" { \"b\": 2.50, \"a\": [] } "));
        var digest = Sha256.of("{\"a\":[],\"b\":2.5}".getBytes(UTF_8));

        assertThat(signal.bodyDigest()).isEqualTo(digest);
        assertThat(signal.key()).isEqualTo("sha256:" + HexFormat.of().formatHex(digest));
        assertThat(signal.body().text()).isEqualTo(" { \"b\": 2.50, \"a\": [] } ");
    }

    @Test
    void aBodyThatIsNotJsonIsMalformedAndThePlaceIsNamed() {
        assertThat(SignalRequests.refused(parser, SignalRequests.of("{\n  \"a\": oops}")))
                .isInstanceOf(InvalidRequest.Malformed.class)
                .extracting(InvalidRequest::detail)
                .asString()
                .contains("line 2, column");
    }
}
