package io.incumbent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LogCapture;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageLogTest {

    private static final String CATEGORY = OutageLogTest.class.getName();

    static {
        java.util.logging.Logger.getLogger(CATEGORY).setUseParentHandlers(false); // thousands of lines
    }

    private final LogCapture log = new LogCapture(CATEGORY);
    private final OutageLog outage = new OutageLog(
            Logger.getLogger(CATEGORY), e -> "store unreachable: " + e.getMessage(), "store reachable again");

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void oneLineAtTheBeginningAndOneAtTheEndWithTheNumberOfFailures() {
        assertThat(outage.failed(new IllegalStateException("refused"))).isEqualTo(1);
        assertThat(outage.failed(new IllegalStateException("reset"))).isEqualTo(2);
        assertThat(outage.failed(new IllegalStateException("reset"))).isEqualTo(3);
        outage.worked();
        outage.worked();

        assertThat(log.lines())
                .containsExactly("WARN store unreachable: refused", "INFO store reachable again failures=3");
    }

    @Test
    void theNextOutageIsLoggedAndCountedAnew() {
        outage.failed(new IllegalStateException("one"));
        outage.worked();
        outage.failed(new IllegalStateException("two"));
        outage.worked();

        assertThat(log.lines())
                .containsExactly(
                        "WARN store unreachable: one",
                        "INFO store reachable again failures=1",
                        "WARN store unreachable: two",
                        "INFO store reachable again failures=1");
    }

    /** As a store that has become read-only. */
    @Test
    void anOutageOfOneKindIsNotOverBecauseOthersWork() {
        for (int i = 0; i < 20; i++) {
            outage.failed("change", new IllegalStateException("read only"));
            outage.worked("question");
        }
        assertThat(outage.status().orElseThrow().reachable()).isFalse();

        outage.worked("change");

        assertThat(log.lines())
                .containsExactly("WARN store unreachable: read only", "INFO store reachable again failures=20");
        assertThat(outage.status().orElseThrow().reachable()).isTrue();
    }

    @Test
    void whatAlwaysWorkedIsNotLogged() {
        outage.worked();

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void theStatusSaysHowItAnsweredLastAndSinceWhen() {
        assertThat(outage.status()).isEmpty();
        outage.worked();
        var working = outage.status().orElseThrow();
        assertThat(working.reachable()).isTrue();
        assertThat(working.code()).isEmpty();

        outage.failed(new SQLException("refused", "08001"));
        var failed = outage.status().orElseThrow();
        outage.failed(new IllegalStateException(new TimeoutException()));
        var slow = outage.status().orElseThrow();

        assertThat(failed.reachable()).isFalse();
        assertThat(failed.code()).contains("08001");
        assertThat(slow.code()).contains("timeout");
        assertThat(slow.since()).isEqualTo(failed.since()).isAfterOrEqualTo(working.since());
        outage.failed(new IllegalStateException("NOAUTH Authentication required."));
        assertThat(outage.status().orElseThrow().code()).contains("NOAUTH");
        outage.failed(new IllegalStateException("no kind"));
        assertThat(outage.status().orElseThrow().code()).contains("IllegalStateException");
        outage.worked();
        assertThat(outage.status().orElseThrow().reachable()).isTrue();
    }

    /** However threads interleave, each beginning is followed by its end, and no failure is counted twice or not at all. */
    @Test
    void manyThreadsMakeOutagesThatBeginAndEndInTurn() throws InterruptedException {
        int threads = 8;
        int each = 500;
        var start = new CountDownLatch(1);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                pool.execute(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int n = 0; n < each; n++) {
                        outage.failed(new IllegalStateException("x"));
                        outage.worked();
                    }
                });
            }
            start.countDown();
        }

        int failures = 0;
        for (int i = 0; i < log.lines().size(); i += 2) {
            assertThat(log.lines().get(i)).isEqualTo("WARN store unreachable: x");
            assertThat(log.lines().get(i + 1)).startsWith("INFO store reachable again failures=");
            failures += Integer.parseInt(log.lines().get(i + 1).replaceAll(".*=", ""));
        }
        assertThat(failures).isEqualTo(threads * each);
    }
}
