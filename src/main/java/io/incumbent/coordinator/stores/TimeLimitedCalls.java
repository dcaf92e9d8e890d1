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

    private final ExecutorService threads;
    private final Map<Target, OutageLog> outages;

    /** @param outages one for each target */
    public TimeLimitedCalls(ExecutorService threads, Map<Target, OutageLog> outages) {
        this.threads = threads;
        this.outages = new EnumMap<>(outages);
    }

    @Override
    public <T> void ask(Target target, Duration atMost, Callable<T> call, Consumer<Optional<T>> done) {
        threads.execute(() -> done.accept(answer(outages(target), atMost, call)));
    }

    /** How this target has answered last; empty as long as it was not asked. */
    public Optional<OutageLog.Status> status(Target target) {
        return outages(target).status();
    }

    private OutageLog outages(Target target) {
        return Optional.ofNullable(outages.get(target)).orElseThrow();
    }

    private <T> Optional<T> answer(OutageLog outages, Duration atMost, Callable<T> call) {
        var pending = threads.submit(call);
        try {
            var answer = pending.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            outages.worked();
            return Optional.of(answer);
        } catch (TimeoutException e) {
            pending.cancel(true);
            outages.failed(new TimeoutException("no answer within " + atMost.toMillis() + " ms"));
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            outages.failed(e.getCause() == null ? e : e.getCause());
        }
        return Optional.empty();
    }
}
