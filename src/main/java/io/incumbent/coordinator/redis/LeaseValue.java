package io.incumbent.coordinator.redis;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.LeaseHolder.Origin;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of the lease: {@code bid database ttl stamp}. The whole text is the stamp of the grant, since each grant
 * writes another one.
 *
 * @param text null if there is no lease
 */
record LeaseValue(@Nullable String text) {

    /** The same in the scripts. */
    private static final Pattern FORM = Pattern.compile("(\\S+/\\d+/?[0-9A-Fa-f]*) (\\S+) (\\d{1,15}) [0-9A-Fa-f]+");

    /** @param own the database of this instance */
    Optional<LeaseHolder> holder(String own) {
        if (text == null) {
            return Optional.empty();
        }
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.of(new LeaseHolder(Bid.of(text), Optional.empty(), Origin.FOREIGN));
        }
        var origin = parts.group(2).equals(own) ? Origin.GROUP : Origin.OTHER_DATABASE;
        return Optional.of(new LeaseHolder(Bid.of(parts.group(1)), Optional.empty(), origin));
    }

    /** The id of the holder's database; empty if the value has another form. */
    Optional<String> database() {
        var parts = FORM.matcher(text == null ? "" : text);
        return parts.matches() ? Optional.of(parts.group(2)) : Optional.empty();
    }

    /** @param own the ttl of this instance, which stands in for the one that a foreign value does not have */
    Optional<GrantStamp> grant(Duration own) {
        if (text == null) {
            return Optional.empty();
        }
        var parts = FORM.matcher(text);
        return Optional.of(
                new GrantStamp(text, parts.matches() ? Duration.ofMillis(Long.parseLong(parts.group(3))) : own));
    }
}
