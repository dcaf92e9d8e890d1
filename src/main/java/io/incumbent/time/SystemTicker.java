package io.incumbent.time;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** The {@link Ticker} of a process: it counts the time asleep wherever the operating system offers such a clock. */
public final class SystemTicker {

    private SystemTicker() {}

    /**
     * {@link BootTimeTicker}, or {@link System#nanoTime()} where that clock cannot be read. The two have different origins,
     * so the choice is made once, here.
     *
     * @param warning receives one line if time asleep will not be counted
     */
    public static Ticker create(Consumer<String> warning) {
        return create(System.getProperty("os.name", "unknown"), BootTimeTicker::new, warning);
    }

    static Ticker create(String system, Supplier<Ticker> bootTime, Consumer<String> warning) {
        if (!system.equals("Linux")) {
            return withoutSleep("this system is " + system + ", not Linux", warning);
        }
        try {
            var ticker = bootTime.get();
            ticker.nanos();
            return ticker;
        } catch (RuntimeException | Error e) {
            // An Error too: a static initialiser that fails, or a native image that was built without the downcall.
            return withoutSleep(String.valueOf(cause(e)), warning);
        }
    }

    private static Ticker withoutSleep(String reason, Consumer<String> warning) {
        warning.accept(
                "time for which this machine is suspended is not counted (" + reason + "): a leader that wakes up"
                        + " may believe that it still leads, beside another one, until its trust has run out. Writes are fenced"
                        + " all the same. Use Linux and start the JVM with --enable-native-access=ALL-UNNAMED, or keep the machine"
                        + " from being suspended");
        return System::nanoTime;
    }

    private static Throwable cause(Throwable e) {
        var cause = e.getCause();
        return e instanceof ExceptionInInitializerError && cause != null ? cause : e;
    }
}
