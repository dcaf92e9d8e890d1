package io.incumbent.time;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * CLOCK_BOOTTIME of Linux: monotonic across all threads, and it continues while the machine is suspended, where
 * {@link System#nanoTime()} (CLOCK_MONOTONIC) stands still. The kernel answers it without a system call.
 *
 * <p>In a native image this class is initialised at run time, since a handle to native code cannot be part of the image; its
 * downcall is registered in {@code META-INF/native-image}.
 */
final class BootTimeTicker implements Ticker {

    private static final int CLOCK_BOOTTIME = 7;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final Linker LINKER = Linker.nativeLinker();

    /** {@code int clock_gettime(clockid_t, struct timespec *)}. */
    static final FunctionDescriptor CLOCK_GETTIME = FunctionDescriptor.of(
            LINKER.canonicalLayouts().get("int"),
            LINKER.canonicalLayouts().get("int"),
            LINKER.canonicalLayouts().get("void*"));

    /**
     * Static and final, so that the compiler inlines it; the address of the function is its first argument. Critical, since
     * the function returns at once: no change of the thread's state, and it may write into an array.
     */
    @SuppressWarnings("restricted")
    private static final MethodHandle CALL = LINKER.downcallHandle(CLOCK_GETTIME, Linker.Option.critical(true));

    private final MemorySegment function;
    private final int clock;

    /** @throws RuntimeException or Error, if this process may not call native code or the function is missing */
    BootTimeTicker() {
        this(LINKER.defaultLookup(), CLOCK_BOOTTIME);
    }

    /** @param clock the number of the clock, as the kernel knows it */
    BootTimeTicker(SymbolLookup lookup, int clock) {
        this.function = lookup.findOrThrow("clock_gettime");
        this.clock = clock;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the kernel refuses: then no deadline can be judged, and an older reading would
     *     prolong trust
     */
    @Override
    public long nanos() {
        // A timespec of a 64-bit system: seconds, nanoseconds. A new array costs 64 bytes and a few nanoseconds;
        // memory kept for each thread would be allocated anew for each of the many short-lived virtual threads.
        var time = new long[2];
        int refused = call(MemorySegment.ofArray(time));
        if (refused != 0) {
            throw new IllegalStateException("clock_gettime refuses clock " + clock);
        }
        return time[0] * NANOS_PER_SECOND + time[1];
    }

    private int call(MemorySegment time) {
        try {
            return (int) CALL.invokeExact(function, clock, time);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
