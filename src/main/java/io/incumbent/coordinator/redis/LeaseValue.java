package io.incumbent.coordinator.redis;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.LeaseHolder.Origin;
import io.incumbent.election.Timing;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of the lease: {@code bid database ttl stamp}. Its digest is the stamp of the grant, since each grant
 * writes another value.
 *
 * @param text the beginning of the value, which holds all of it if an instance wrote it; null if there is no lease
 * @param digest of the whole value, as the scripts compare it
 */
record LeaseValue(@Nullable String text, String digest) {

    /** Far longer than a value that an instance writes. */
    static final int LENGTH_MAX = 1_000;

    /** The same in the scripts. */
    private static final Pattern FORM =
            Pattern.compile("([\\w.-]+/\\d+/?[0-9A-Fa-f]*) ([\\w-]+) (\\d{1,7}) [0-9A-Fa-f]+");

    /** @param own the database of this instance */
    Optional<LeaseHolder> holder(String own) {
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(parts().map(it -> holder(it, own))
                .orElseGet(() -> new LeaseHolder(Bid.of(text), Optional.empty(), Origin.FOREIGN)));
    }

    private static LeaseHolder holder(MatchResult parts, String own) {
        var origin = parts.group(2).equals(own) ? Origin.GROUP : Origin.OTHER_DATABASE;
        return new LeaseHolder(Bid.of(parts.group(1)), Optional.empty(), origin);
    }

    /** The id of the holder's database; empty if no instance wrote the value. */
    Optional<String> database() {
        return parts().map(it -> it.group(2));
    }

    /** @param own the ttl of this instance, which stands in for the one that a foreign value does not have */
    Optional<GrantStamp> grant(Duration own) {
        return Optional.ofNullable(text)
                .map(_ -> new GrantStamp(digest, parts().map(LeaseValue::ttl).orElse(own)));
    }

    private Optional<MatchResult> parts() {
        var matcher = FORM.matcher(text == null ? "" : text);
        return matcher.matches() && ttl(matcher).compareTo(Timing.TTL_MAX) <= 0
                ? Optional.of(matcher.toMatchResult())
                : Optional.empty();
    }

    private static Duration ttl(MatchResult parts) {
        return Duration.ofMillis(Long.parseLong(parts.group(3)));
    }
}
