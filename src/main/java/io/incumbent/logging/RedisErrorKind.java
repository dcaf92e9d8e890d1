package io.incumbent.logging;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the kind of an error of Redis, such as {@code NOAUTH}. Redis writes it in capitals in front of its text. Up to
 * version 6.2 an error that is raised inside of a script has {@code ERR} in front, and its own kind, if any, behind the
 * line of the script; of a right that is missing there, it names no kind at all.
 */
public final class RedisErrorKind {

    /** The kind of every error without a kind of its own. */
    private static final String GENERAL = "ERR";

    private static final String NO_PERMISSION = "NOPERM";

    private static final Pattern IN_FRONT = Pattern.compile("-?([A-Z]{3,})(?: .*)?", Pattern.DOTALL);

    private static final Pattern BEHIND_THE_LINE_OF_A_SCRIPT = Pattern.compile("@user_script: ?\\d+: ?-?([A-Z]{3,}) ");

    /** What Redis says of a missing right inside of a script: up to 7.0, and from 7.2 on. */
    private static final List<String> NO_PERMISSION_IN_A_SCRIPT =
            List.of("The user executing the script can't", "ACL failure in script");

    /** A command with many arguments is refused by this one before it is known whether it needs a password. */
    private static final String UNAUTHENTICATED = "unauthenticated";

    private static final int CAUSES_MAX = 20;

    private RedisErrorKind() {}

    /** The kind of the first error in the chain of causes that has one; empty if none of them is an answer of Redis. */
    public static Optional<String> of(Throwable error) {
        return Stream.iterate(error, it -> it != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .flatMap(it -> Optional.ofNullable(it.getMessage()).stream())
                .flatMap(message -> of(message).stream())
                .findFirst();
    }

    /** The kind that this text names; {@code ERR} if it is an error of Redis without any; empty if it is none. */
    public static Optional<String> of(String error) {
        var front = IN_FRONT.matcher(error);
        if (!front.matches()) {
            return Optional.empty();
        }
        return front.group(1).equals(GENERAL) ? Optional.of(inside(error)) : Optional.of(front.group(1));
    }

    private static String inside(String error) {
        var behind = BEHIND_THE_LINE_OF_A_SCRIPT.matcher(error);
        if (behind.find()) {
            return behind.group(1);
        }
        if (NO_PERMISSION_IN_A_SCRIPT.stream().anyMatch(error::contains)) {
            return NO_PERMISSION;
        }
        return error.contains(UNAUTHENTICATED) ? "NOAUTH" : GENERAL;
    }
}
