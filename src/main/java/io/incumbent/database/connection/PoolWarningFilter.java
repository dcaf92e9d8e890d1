package io.incumbent.database.connection;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The filter of what the library of the pools logs: the same warning once, and again only after it has not come for a while.
 * During an outage the library warns of each connection that it closes, in words that name no cause ({@code Closing
 * connection in incorrect state VALIDATION} is what it says of every connection whose check failed). That PostgreSQL cannot
 * be reached, and that it can be again, is said once by the callers of the pools, with the cause.
 *
 * <p>It belongs to the category and not to a handler, so that it holds wherever the log is written to. Other warnings pass, a
 * leak of a connection for example, since their texts differ.
 */
@Singleton
@Startup
final class PoolWarningFilter implements Filter {

    /** Longer than an idle service takes to use a connection again, so that an outage has each warning once. */
    static final Duration QUIET = Duration.ofMinutes(10);

    /** Kept, since a logger that nobody refers to is dropped with its filter. */
    private final Logger logger = Logger.getLogger("io.agroal.pool");

    private final Map<String, Instant> lastAt = new ConcurrentHashMap<>();

    @PostConstruct
    void install() {
        logger.setFilter(this);
    }

    @PreDestroy
    void remove() {
        logger.setFilter(null);
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        if (line.getLevel().intValue() < Level.WARNING.intValue()) {
            return true;
        }
        var now = line.getInstant();
        var before = lastAt.put(line.getMessage() + Arrays.toString(line.getParameters()), now);
        lastAt.values().removeIf(at -> isLongAgo(at, now)); // texts that name a connection never come again
        return before == null || isLongAgo(before, now);
    }

    private static boolean isLongAgo(Instant at, Instant now) {
        return Duration.between(at, now).compareTo(QUIET) > 0;
    }
}
