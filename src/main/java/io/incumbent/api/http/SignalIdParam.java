package io.incumbent.api.http;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of signals in a path. */
public final class SignalIdParam {

    /** {@link UUID#fromString} takes much more than the one form that we give. */
    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private SignalIdParam() {}

    /** Empty if nothing can have such an id. */
    public static Optional<UUID> read(String id) {
        return FORM.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.empty();
    }
}
