package io.incumbent.api.http;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parses the id of a signal in a path. */
public final class SignalIdParam {

    /** {@link UUID#fromString} also accepts other forms than the one that is sent to clients. */
    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private SignalIdParam() {}

    /** @return empty if the text is not an id */
    public static Optional<UUID> read(String id) {
        return FORM.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.empty();
    }
}
