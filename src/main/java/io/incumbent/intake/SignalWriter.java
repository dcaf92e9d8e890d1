package io.incumbent.intake;

import io.incumbent.intake.IdempotentInsert.Stored;
import io.incumbent.intake.IntakeResult.RejectReason;
import io.incumbent.intake.StoreTransaction.Result;
import io.incumbent.signal.LocalWakeup;
import io.incumbent.time.Ticker;
import jakarta.inject.Singleton;
import java.util.List;

/** Stores a group of signals and completes the answer of each. */
@Singleton
class SignalWriter {

    private final StoreTransaction transaction;
    private final LocalWakeup wakeup;
    private final IntakeMeters meters;
    private final Ticker ticker;

    SignalWriter(StoreTransaction transaction, LocalWakeup wakeup, IntakeMeters meters, Ticker ticker) {
        this.transaction = transaction;
        this.wakeup = wakeup;
        this.meters = meters;
        this.ticker = ticker;
    }

    /** Blocks until every signal of the group has its answer. Never throws: an exception completes the answers exceptionally. */
    void write(List<PendingSignal> group) {
        try {
            // While the database hangs, signals whose sender has stopped waiting would only delay the others.
            long now = ticker.nanos();
            group.stream().filter(pending -> pending.until().passed(now)).forEach(pending -> pending.answer()
                    .complete(new IntakeResult.Unavailable()));
            var rest = group.stream()
                    .filter(pending -> !pending.until().passed(now))
                    .toList();
            if (!rest.isEmpty()) {
                store(rest);
            }
        } catch (RuntimeException | Error e) {
            group.forEach(pending -> pending.answer().completeExceptionally(e));
        }
    }

    private void store(List<PendingSignal> group) {
        long begin = ticker.nanos();
        var outcome = transaction.store(group.stream().map(PendingSignal::row).toList());
        meters.transaction(group.size(), ticker.nanos() - begin, outcome);
        switch (outcome) {
            case Result.Committed committed -> committed(group, committed);
            case Result.LostLeadership() -> all(group, new IntakeResult.Rejected(RejectReason.LOST_LEADERSHIP));
            case Result.Failed _ -> all(group, new IntakeResult.Unavailable());
            case Result.BadData(var why) -> splitBadGroup(group, why);
        }
    }

    /** Splits the group in halves until the rejected signal is alone, so that the others are stored. */
    private void splitBadGroup(List<PendingSignal> group, String why) {
        int size = group.size();
        if (size == 1) {
            all(group, new InvalidRequest.Malformed("The database does not accept a value of it (" + why + ")."));
            return;
        }
        store(group.subList(0, size / 2));
        store(group.subList(size / 2, size));
    }

    private void committed(List<PendingSignal> group, Result.Committed committed) {
        for (int i = 0; i < group.size(); i++) {
            group.get(i)
                    .answer()
                    .complete(
                            switch (committed.stored().get(i)) {
                                case Stored.Inserted(var id) -> new IntakeResult.Accepted(id, committed.term());
                                case Stored.SameBody(var id) -> new IntakeResult.Duplicate(id);
                                case Stored.OtherBody(var id) -> new IntakeResult.Conflict(id);
                            });
        }
        if (committed.stored().stream().anyMatch(Stored.Inserted.class::isInstance)) {
            wakeup.signalsDue();
        }
    }

    private static void all(List<PendingSignal> group, IntakeResult result) {
        group.forEach(pending -> pending.answer().complete(result));
    }
}
