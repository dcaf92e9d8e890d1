package io.incumbent.intake;

import io.incumbent.signal.SignalBody;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request as it came.
 *
 * @param source its query parameter {@code source}; several if it was given several times
 * @param headers all values of a header, whose name is looked up whatever its case; empty if it was not sent
 * @param contentType its content type; empty if none was sent
 * @param body all of it
 */
public record IntakeRequest(
        List<String> source, Function<String, List<String>> headers, Optional<String> contentType, SignalBody body) {}
