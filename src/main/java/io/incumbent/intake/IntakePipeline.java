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

/** The way of a request: read, ask the own memory who leads, wait for a lane, be stored under the fence. */
@Singleton
public class IntakePipeline implements Intake {

    private static final Logger LOG = Logger.getLogger(IntakePipeline.class);

    /** Longer bodies are read beside the event loop, which others wait for. */
    private static final int READ_AT_ONCE_MAX = 16 * 1024;

    /** Bodies under way take at most this part of the heap. */
    private static final int SHARE_OF_THE_HEAP = 8;

    /** Senders wait for about this long; those behind a database that hangs are told so by then, without being tried. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SignalParser parser;
    private final Leadership leadership;
    private final SignalIds ids;
    private final Ticker ticker;
    private final IntakeMeters meters;
    private final boolean anyoneStores;
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
        this.anyoneStores = config.followerPolicy() == FollowerPolicy.STORE;
        this.admission =
                new AdmissionLimit(config.maxWaiting(), Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP);
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
                .whenComplete((answered, fault) -> leave(result, answered, fault, bytes));
        if (bytes <= READ_AT_ONCE_MAX) {
            read(request, answer);
        } else {
            Thread.ofVirtual().name("intake-read").start(() -> read(request, answer));
        }
        return result;
    }

    /** In this order, because a stop waits until all have left: by then their results are complete. */
    private void leave(
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

    private void read(IntakeRequest request, CompletableFuture<IntakeResult> answer) {
        try {
            queue(parser.parse(request), answer);
        } catch (InvalidRequestException e) {
            answer.complete(e.why());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private void queue(NewSignal signal, CompletableFuture<IntakeResult> answer) {
        if (!anyoneStores && leadership.term().isEmpty()) {
            answer.complete(new IntakeResult.Rejected(RejectReason.NOT_LEADER));
            return;
        }
        queue.add(new PendingSignal(
                new IdempotentInsert.Row(ids.next(), signal), answer, Deadline.in(PATIENCE, ticker.nanos())));
    }

    /** Returns when nobody waits for an answer any more, or after as long as senders wait. */
    public void drain() throws InterruptedException {
        if (!admission.awaitEmpty(PATIENCE)) {
            LOG.warnf(
                    "stopping while signals wait to be stored waiting=%d: their senders get no answer",
                    admission.inUse());
        }
    }
}
