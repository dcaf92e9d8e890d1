package io.incumbent.time;

import java.time.Duration;

/** Time that passes only when told to. It starts near the wrap, where a comparison by {@code <} goes wrong. */
public final class TestTicker implements Ticker {

    private long now = Long.MAX_VALUE - 1_000;

    @Override
    public long nanos() {
        return now;
    }

    public void advance(Duration by) {
        now += by.toNanos();
    }
}
