package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.coordinator.TestConfig;
import io.incumbent.signal.SignalBody;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Requests as they come, and parsers with settings as an operator writes them. */
final class SignalRequests {

    /** When the published signature was made. */
    static final Instant THEN = Instant.ofEpochSecond(1614265330);

    private SignalRequests() {}

    static SignalParser parser(Map<String, String> settings) {
        return parser(settings, false, InstantSource.fixed(THEN));
    }

    static SignalParser parser(Map<String, String> settings, boolean production, InstantSource clock) {
        var values = new HashMap<String, String>();
        settings.forEach((key, value) -> values.put("incumbent.signals." + key, value));
        return new SignalParser(TestConfig.of(SignalsConfig.class, values), production, clock);
    }

    static IntakeRequest of(String body) {
        return of(body.getBytes(UTF_8), Map.of());
    }

    static IntakeRequest of(String body, String header, String... values) {
        return of(body.getBytes(UTF_8), Map.of(header, List.of(values)));
    }

    static IntakeRequest of(byte[] body, Map<String, List<String>> headers) {
        var sent = new HashMap<String, List<String>>();
        headers.forEach((name, values) -> sent.put(name.toLowerCase(Locale.ROOT), values));
        return new IntakeRequest(
                List.of(),
                name -> sent.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
                Optional.of("application/json"),
                new SignalBody(body));
    }

    static IntakeRequest from(List<String> source) {
        return new IntakeRequest(source, _ -> List.of(), Optional.empty(), new SignalBody("{}".getBytes(UTF_8)));
    }

    static NewSignal good(SignalParser parser, IntakeRequest request) {
        try {
            return parser.parse(request);
        } catch (InvalidRequestException e) {
            throw new AssertionError("refused: " + e.result());
        }
    }

    static InvalidRequest refused(SignalParser parser, IntakeRequest request) {
        try {
            throw new AssertionError("taken: " + parser.parse(request));
        } catch (InvalidRequestException e) {
            return e.result();
        }
    }

    static boolean isTaken(SignalParser parser, IntakeRequest request) {
        try {
            parser.parse(request);
            return true;
        } catch (InvalidRequestException _) {
            return false;
        }
    }
}
