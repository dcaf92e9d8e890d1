package io.incumbent.logging;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A log of the outages of one service: one warning when an outage begins, one line when it is over. The failures in between
 * are counted, and logged at DEBUG. What is asked may be of several kinds: a service that answers questions and refuses
 * changes is not well. So an outage is over when each kind that has failed works again, or when none has failed for a while
 * although others work. Safe for all threads; the two lines never change places.
 */
public final class OutageLog {

    /** For a kind that is not asked any more. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final String ANY = "";

    private final Logger logger;
    private final Function<Throwable, String> begun;
    private final String over;

    /** Read without the lock, since success is the usual case and must cost nothing. */
    private volatile int failures;

    private final Set<String> failing = new HashSet<>();
    private Instant failedAt = Instant.EPOCH;

    private volatile @Nullable Status status;

    /**
     * How the service answered last.
     *
     * @param since when that began, by the wall clock
     * @param code what went wrong: an SQLSTATE, the kind of an error of Redis, {@code timeout}, or the exception's name;
     *     empty if it works
     */
    public record Status(boolean reachable, Instant since, Optional<String> code) {}

    /**
     * @param logger under whose category the lines appear
     * @param begun the line for the first failure, without secrets
     * @param over the line for the first success after it, to which the number of failures is added
     */
    public OutageLog(Logger logger, Function<Throwable, String> begun, String over) {
        this.logger = logger;
        this.begun = begun;
        this.over = over;
    }

    /** @return how many failures in a row that makes, 1 or more */
    public int failed(Throwable cause) {
        return failed(ANY, cause);
    }

    /** The same of one kind of question; the kinds are few and fixed. */
    public synchronized int failed(String kind, Throwable cause) {
        failing.add(kind);
        failedAt = Instant.now();
        int inARow = failures + 1;
        failures = inARow;
        var code = Optional.of(code(cause));
        var before = status;
        if (before == null || before.reachable() || !before.code().equals(code)) {
            var since = before == null || before.reachable() ? Instant.now() : before.since();
            status = new Status(false, since, code);
        }
        if (inARow == 1) {
            logger.warn(begun.apply(cause));
        }
        logger.debugf(cause, "failures in a row: %d", inARow);
        return inARow;
    }

    public void worked() {
        worked(ANY);
    }

    /** The same of one kind of question. */
    public void worked(String kind) {
        if (failures > 0 || status == null) {
            end(kind);
        }
    }

    /** Empty as long as the service was not asked. */
    public Optional<Status> status() {
        return Optional.ofNullable(status);
    }

    private synchronized void end(String kind) {
        failing.remove(kind);
        if (!failing.isEmpty() && Instant.now().isBefore(failedAt.plus(QUIET))) {
            return;
        }
        failing.clear();
        var before = status;
        if (before == null || !before.reachable()) {
            status = new Status(true, Instant.now(), Optional.empty());
        }
        if (failures > 0) {
            logger.infof("%s failures=%d", over, failures);
            failures = 0;
        }
    }

    private static String code(Throwable cause) {
        return Stream.iterate(cause, t -> t != null, Throwable::getCause)
                .flatMap(t -> specific(t).stream())
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
    }

    private static Optional<String> specific(Throwable cause) {
        if (cause instanceof SQLException sql && sql.getSQLState() != null) {
            return Optional.of(sql.getSQLState());
        }
        if (cause.getClass().getSimpleName().equals("TimeoutException")) { // of the JDK, and of libraries
            return Optional.of("timeout");
        }
        return RedisErrorKind.of(String.valueOf(cause.getMessage()));
    }
}
