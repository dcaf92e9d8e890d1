package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Nothing that comes over the wire makes the parser throw: it is taken or refused, and a refusal can be shown. */
class RandomBytesTest {

    private static final byte[] SAMPLE =
            ("{\"id\": \"a\\u0041é\", \"n\": [-0.5e+3, 12, 1e9], \"o\": {\"t\": true, \"f\": false, \"x\": null},"
                            + " \"s\": \"\\ud83d\\ude00\\\"\"}")
                    .getBytes(UTF_8);

    private final SignalParser open = SignalRequests.parser(Map.of("key-pointer", "/id", "ordering-pointer", "/n/1"));
    private final SignalParser signed = SignalRequests.parser(
            Map.of("authentication", "standard-webhooks", "secrets", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    private final SignalParser token =
            SignalRequests.parser(Map.of("authentication", "bearer", "bearer-tokens", "correct-horse-battery"));

    @Property(tries = 2000)
    void anyBytes(@ForAll byte[] body) {
        assertAnswered(open, SignalRequests.of(body, Map.of()));
    }

    @Property(tries = 2000)
    void bytesThatLookLikeJson(@ForAll("jsonish") String body) {
        assertAnswered(open, SignalRequests.of(body));
    }

    @Property(tries = 4000)
    void jsonInWhichSomethingWasChangedCutOrDoubled(@ForAll Random random) {
        var body = SAMPLE.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(body.length);
        var part = Arrays.copyOfRange(body, from, from + random.nextInt(body.length));

        assertAnswered(open, SignalRequests.of(body, Map.of()));
        assertAnswered(open, SignalRequests.of(part, Map.of()));
    }

    @Property(tries = 1000)
    void anyHeaders(@ForAll String value, @ForAll String other, @ForAll("headers") String name) {
        for (var parser : List.of(open, signed, token)) {
            assertAnswered(parser, SignalRequests.of("{}", name, value));
            assertAnswered(parser, SignalRequests.of("{}", name, value, other));
        }
        var all = Map.of(
                "webhook-id", List.of(value),
                "webhook-timestamp", List.of("1614265330"),
                "webhook-signature", List.of(other));
        assertThat(SignalRequests.isTaken(signed, SignalRequests.of(SAMPLE, all)))
                .isFalse();
    }

    @Property(tries = 1000)
    void anySource(@ForAll String source) {
        assertAnswered(open, SignalRequests.from(List.of(source)));
    }

    @Provide
    static Arbitrary<String> headers() {
        return Arbitraries.of(
                "webhook-id", "webhook-timestamp", "webhook-signature", "idempotency-key", "authorization");
    }

    @Provide
    static Arbitrary<String> jsonish() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"", "\"id\"", "1", "-", "e", "0", ".", "true", "nul", "\\",
                        "\\u", "d83d", " ", "\n", "\0", "\uFEFF", "é", "\uD800")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    private static void assertAnswered(SignalParser parser, IntakeRequest request) {
        try {
            var signal = parser.parse(request);
            assertThat(signal.key()).matches("(?s).{1,255}").doesNotContain("\0");
            assertThat(signal.bodyDigest()).hasSize(32);
            assertThat(signal.body()).isSameAs(request.body());
        } catch (InvalidRequestException e) {
            assertThat(e.result().detail()).hasSizeBetween(10, 900).matches("\\P{Cntrl}+");
        }
    }
}
