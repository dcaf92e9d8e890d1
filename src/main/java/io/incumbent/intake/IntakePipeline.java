package io.incumbent.intake;

import io.incumbent.coordinator.Leadership;
import io.incumbent.intake.IntakeResult.RejectReason;
import io.incumbent.intake.SignalsConfig.FollowerPolicy;
import io.incumbent.signal.SignalIds;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a request: admission, parsing, the check from memory whether this instance leads, the queue, and storing under the
 * fence.
 */
@Singleton
public class IntakePipeline implements Intake {

    private static final Logger LOG = Logger.getLogger(IntakePipeline.class);

    /** Larger bodies are parsed on a virtual thread, so that they do not block the event loop. */
    private static final int PARSE_ON_LOOP_MAX = 16 * 1024;

    /** Bodies of requests in progress take at most this fraction (one eighth) of the heap. */
    private static final int HEAP_FRACTION = 8;

    /** Senders wait for about this long. A signal that is still queued after it, behind a database that hangs, is not tried. */
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(5);

    private final SignalParser parser;
    private final Leadership leadership;
    private final SignalIds ids;
    private final Ticker ticker;
    private final IntakeMeters meters;
    private final boolean followersStore;
    private final AdmissionLimit admission;
    private final GroupCommitQueue queue;

    IntakePipeline(
            SignalParser parser,
            Leadership leadership,
            SignalIds ids,
            Ticker ticker,
            IntakeMeters meters,
            SignalWriter writer,
            SignalsConfig config) {
        this.parser = parser;
        this.leadership = leadership;
        this.ids = ids;
        this.ticker = ticker;
        this.meters = meters;
        this.followersStore = config.followerPolicy() == FollowerPolicy.STORE;
        this.admission =
                new AdmissionLimit(config.maxWaiting(), Runtime.getRuntime().maxMemory() / HEAP_FRACTION);
        this.queue = new GroupCommitQueue(config.writers(), config.groupSize(), writer::write);
        meters.watch(admission);
    }

    @Override
    public CompletionStage<IntakeResult> take(IntakeRequest request) {
        int bytes = request.body().bytes().length;
        var result = new CompletableFuture<IntakeResult>();
        if (!admission.tryAcquire(bytes)) {
            result.complete(new IntakeResult.Overloaded());
            meters.answered(result.join());
            return result;
        }
        var answer = new CompletableFuture<IntakeResult>();
        var _ = answer.whenComplete((answered, _) -> meters.answered(answered))
                .whenComplete((answered, fault) -> finish(result, answered, fault, bytes));
        if (bytes <= PARSE_ON_LOOP_MAX) {
            parse(request, answer);
        } else {
            Thread.ofVirtual().name("intake-parse").start(() -> parse(request, answer));
        }
        return result;
    }

    /** Completes the result first: {@link #drain} waits for the release, and all results must be complete by then. */
    private void finish(
            CompletableFuture<IntakeResult> result,
            @Nullable IntakeResult answered,
            @Nullable Throwable fault,
            int bytes) {
        if (answered != null) {
            result.complete(answered);
        } else {
            result.completeExceptionally(Objects.requireNonNull(fault));
        }
        admission.release(bytes);
    }

    private void parse(IntakeRequest request, CompletableFuture<IntakeResult> answer) {
        try {
            queue(parser.parse(request), answer);
        } catch (InvalidRequestException e) {
            answer.complete(e.result());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private void queue(NewSignal signal, CompletableFuture<IntakeResult> answer) {
        if (!followersStore && leadership.term().isEmpty()) {
            answer.complete(new IntakeResult.Rejected(RejectReason.NOT_LEADER));
            return;
        }
        queue.add(new PendingSignal(
                new IdempotentInsert.Row(ids.next(), signal), answer, Deadline.in(QUEUE_TIMEOUT, ticker.nanos())));
    }

    /** Blocks until no request is in progress, at most for as long as senders wait. */
    public void drain() throws InterruptedException {
        if (!admission.awaitEmpty(QUEUE_TIMEOUT)) {
            LOG.warnf(
                    "stopping while signals wait to be stored waiting=%d: their senders get no answer",
                    admission.inUse());
        }
    }
}
