package io.incumbent.api.queue;

import io.incumbent.dispatch.queue.ClaimHandle;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The token that names a claim in the reports of a worker: the claim's owner and the number of the attempt. */
final class ClaimToken {

    static final String EXPECTED = "the token that came with the claim";

    private static final String OWNER = "pull-";
    private static final int RANDOM_BYTES = 15;
    private static final Pattern WRITTEN = Pattern.compile("([A-Za-z0-9_-]{20})\\.([1-9]\\d{0,8})");

    private ClaimToken() {}

    /** @return a random owner that no other worker can guess */
    static String newOwner() {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes); // not a constant: a native image would seed it at build time
        return OWNER + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String write(ClaimHandle claim) {
        return claim.owner().substring(OWNER.length()) + "." + claim.attempt();
    }

    /** @return empty if {@code written} is not a token */
    static Optional<ClaimHandle> read(UUID signal, String written) {
        var parts = WRITTEN.matcher(written);
        return parts.matches()
                ? Optional.of(new ClaimHandle(signal, OWNER + parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }
}
