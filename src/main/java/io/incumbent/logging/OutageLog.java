package io.incumbent.logging;

import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * A log of the outages of one service: one warning when an outage begins, one line when it is over. The failures in between
 * are counted, and logged at DEBUG. Safe for all threads; the two lines never change places.
 */
public final class OutageLog {

    private final Logger logger;
    private final Function<Throwable, String> begun;
    private final String over;

    /** Read without the lock, since success is the usual case and must cost nothing. */
    private volatile int failures;

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
    public synchronized int failed(Throwable cause) {
        int inARow = failures + 1;
        failures = inARow;
        if (inARow == 1) {
            logger.warn(begun.apply(cause));
        }
        logger.debugf(cause, "failures in a row: %d", inARow);
        return inARow;
    }

    public void worked() {
        if (failures > 0) {
            end();
        }
    }

    private synchronized void end() {
        if (failures > 0) {
            logger.infof("%s failures=%d", over, failures);
            failures = 0;
        }
    }
}
