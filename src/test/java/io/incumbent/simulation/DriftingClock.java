package io.incumbent.simulation;

/** A monotonic clock that starts anywhere and runs a little too fast or too slow. It may also jump. */
final class DriftingClock {

    private final double rate;
    private long origin;

    DriftingClock(long origin, double rate) {
        this.origin = origin;
        this.rate = rate;
    }

    /** What this clock shows at that real time. It wraps, as the real one does. */
    long at(long real) {
        return origin + (long) (real * rate);
    }

    /** The first real time at which this clock shows at least {@code reading}. */
    long whenItShows(long reading) {
        long real = (long) Math.ceil((reading - origin) / rate);
        while (at(real) - reading < 0) {
            real++;
        }
        return real;
    }

    /** Shows another time from now on; {@code by} is negative for a step back. */
    void jump(long by) {
        origin += by;
    }

    double rate() {
        return rate;
    }
}
