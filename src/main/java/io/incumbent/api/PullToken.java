package io.incumbent.api;

import io.incumbent.dispatch.ClaimHandle;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a worker is given with a signal and must show when it reports: who made the claim, and which attempt it is. */
final class PullToken {

    static final String EXPECTED = "the token that came with the claim";

    private static final String OWNER = "pull-";
    private static final int RANDOM_BYTES = 15;
    private static final Pattern WRITTEN = Pattern.compile("([A-Za-z0-9_-]{20})\\.([1-9]\\d{0,8})");

    private PullToken() {}

    /** Nobody else's, and not to be guessed. */
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
