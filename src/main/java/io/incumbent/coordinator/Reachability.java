package io.incumbent.coordinator;

import java.util.function.Function;
import org.jboss.logging.Logger;

/** Logs when a store stops answering and when it answers again, and nothing in between. */
final class Reachability {

    private static final Logger LOG = Logger.getLogger(Reachability.class);

    private final String store;
    private final Function<Throwable, String> advice;
    private boolean reachable = true;
    private long failures;

    /** @param advice turns a failure into one line: what is wrong, with key and value, and what would be right */
    Reachability(String store, Function<Throwable, String> advice) {
        this.store = store;
        this.advice = advice;
    }

    synchronized void failed(Throwable cause) {
        failures++;
        if (reachable) {
            reachable = false;
            LOG.warnf("%s unreachable: %s", store, advice.apply(cause));
            LOG.debugf(cause, "%s unreachable", store);
        }
    }

    synchronized void answered() {
        if (!reachable) {
            reachable = true;
            LOG.infof("%s reachable again failures=%d", store, failures);
            failures = 0;
        }
    }
}
