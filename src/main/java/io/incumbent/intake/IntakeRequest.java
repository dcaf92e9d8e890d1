package io.incumbent.intake;

import io.incumbent.signal.SignalBody;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request to store a signal, as received and not yet validated.
 *
 * @param source all values of the query parameter {@code source}; empty if it was not sent
 * @param headers all values of a header, by its name in any case; empty if it was not sent
 * @param contentType the header Content-Type; empty if it was not sent
 * @param body complete
 */
public record IntakeRequest(
        List<String> source, Function<String, List<String>> headers, Optional<String> contentType, SignalBody body) {}
