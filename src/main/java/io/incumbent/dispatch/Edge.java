package io.incumbent.dispatch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Logs when something begins to fail and when it works again; in between failures are only counted. */
final class Edge {

    private static final Logger LOG = Logger.getLogger("io.incumbent.dispatch");

    private final String what;
    private final Function<Throwable, String> explain;
    private final AtomicInteger failures = new AtomicInteger();

    /** @param explain a failure in one line, without secrets */
    Edge(String what, Function<Throwable, String> explain) {
        this.what = what;
        this.explain = explain;
    }

    /** @return how many in a row that makes */
    int failed(Throwable cause) {
        int inARow = failures.incrementAndGet();
        if (inARow == 1) {
            LOG.warnf("%s failed, trying again: %s", what, explain.apply(cause));
        }
        LOG.debugf(cause, "%s failed", what);
        return inARow;
    }

    void worked() {
        int before = failures.get();
        if (before > 0 && failures.compareAndSet(before, 0)) {
            LOG.infof("%s works again failures=%d", what, before);
        }
    }
}
