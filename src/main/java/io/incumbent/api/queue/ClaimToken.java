package io.incumbent.api.queue;

import io.incumbent.dispatch.queue.ClaimHandle;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The token that a worker gets with a signal and sends with its reports: the claim's owner and the attempt's number. */
final class ClaimToken {

    static final String EXPECTED = "the token that came with the claim";

    private static final String OWNER = "pull-";
    private static final int RANDOM_BYTES = 15;
    private static final Pattern WRITTEN = Pattern.compile("([A-Za-z0-9_-]{20})\\.([1-9]\\d{0,8})");

    private ClaimToken() {}

    /** Unique, and not to be guessed. */
    static String newOwner() {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes); // not kept: a native image would have it made at build time
        return OWNER + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String write(ClaimHandle claim) {
        return claim.owner().substring(OWNER.length()) + "." + claim.attempt();
    }

    /** Empty if {@code written} is no token at all. */
    static Optional<ClaimHandle> read(UUID signal, String written) {
        var parts = WRITTEN.matcher(written);
        return parts.matches()
                ? Optional.of(new ClaimHandle(signal, OWNER + parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }
}
