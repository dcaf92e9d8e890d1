package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.coordinator.TestConfig;
import io.incumbent.signal.Body;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Requests as they come, and parsers with settings as an operator writes them. */
final class Requests {

    /** When the published signature was made. */
    static final Instant THEN = Instant.ofEpochSecond(1614265330);

    private Requests() {}

    static SignalParser parser(Map<String, String> settings) {
        return parser(settings, false, InstantSource.fixed(THEN));
    }

    static SignalParser parser(Map<String, String> settings, boolean production, InstantSource clock) {
        var values = new HashMap<String, String>();
        settings.forEach((key, value) -> values.put("incumbent.signals." + key, value));
        return new SignalParser(TestConfig.of(SignalsConfig.class, values), production, clock);
    }

    static Incoming of(String body) {
        return of(body.getBytes(UTF_8), Map.of());
    }

    static Incoming of(String body, String header, String... values) {
        return of(body.getBytes(UTF_8), Map.of(header, List.of(values)));
    }

    static Incoming of(byte[] body, Map<String, List<String>> headers) {
        var sent = new HashMap<String, List<String>>();
        headers.forEach((name, values) -> sent.put(name.toLowerCase(Locale.ROOT), values));
        return new Incoming(
                List.of(),
                name -> sent.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
                Optional.of("application/json"),
                new Body(body));
    }

    static Incoming from(List<String> source) {
        return new Incoming(source, _ -> List.of(), Optional.empty(), new Body("{}".getBytes(UTF_8)));
    }

    static NewSignal good(SignalParser parser, Incoming request) {
        try {
            return parser.parse(request);
        } catch (NotTaken e) {
            throw new AssertionError("refused: " + e.why());
        }
    }

    static Refusal refused(SignalParser parser, Incoming request) {
        try {
            throw new AssertionError("taken: " + parser.parse(request));
        } catch (NotTaken e) {
            return e.why();
        }
    }

    static boolean isTaken(SignalParser parser, Incoming request) {
        try {
            parser.parse(request);
            return true;
        } catch (NotTaken _) {
            return false;
        }
    }
}
