package io.incumbent.coordinator.stores;

import io.incumbent.logging.OutageLog;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes each call on a thread of its own. One that exceeds its time limit is interrupted, and its answer is dropped.
 * Failures are logged, and how each target has answered last can be asked.
 */
public final class TimeLimitedCalls implements StoreCalls {

    /** Little trust may be left for a call. That a store did not answer so soon does not mean that it is not well. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final ExecutorService threads;
    private final Map<Store, OutageLog> outages;

    /** @param outages one for each store */
    public TimeLimitedCalls(ExecutorService threads, Map<Store, OutageLog> outages) {
        this.threads = threads;
        this.outages = new EnumMap<>(outages);
    }

    @Override
    public <T> void ask(Target target, Duration atMost, Callable<T> call, Consumer<Optional<T>> done) {
        threads.execute(() -> done.accept(answer(target, atMost, call)));
    }

    /** How this store has answered last; empty as long as it was not asked. */
    public Optional<OutageLog.Status> status(Store store) {
        return outages(store).status();
    }

    private OutageLog outages(Store store) {
        return Optional.ofNullable(outages.get(store)).orElseThrow();
    }

    private <T> Optional<T> answer(Target target, Duration atMost, Callable<T> call) {
        var outages = outages(target.store());
        var pending = threads.submit(call);
        try {
            var answer = pending.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            outages.worked(target.name());
            return Optional.of(answer);
        } catch (TimeoutException e) {
            pending.cancel(true);
            if (atMost.compareTo(SHORTEST) >= 0) {
                outages.failed(target.name(), new TimeoutException("no answer within " + atMost.toMillis() + " ms"));
            }
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            outages.failed(target.name(), e.getCause() == null ? e : e.getCause());
        }
        return Optional.empty();
    }
}
