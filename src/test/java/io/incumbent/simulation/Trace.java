package io.incumbent.simulation;

import io.incumbent.election.Command;
import io.incumbent.election.Event;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened, for people: when, to whom, what it heard, what it has become, what it does. Silent unless a seed is replayed, so lines are only built when somebody reads them. */
final class Trace {

    static final Trace SILENT = new Trace(null);

    private final @Nullable PrintStream out;
    private String stores = "";

    Trace(@Nullable PrintStream out) {
        this.out = out;
    }

    void line(long now, String who, Supplier<String> what) {
        if (out != null) {
            out.printf(Locale.ROOT, "%11.6f  %-10s %s%n", now / 1e9, who, what.get());
        }
    }

    /** One event at one instance: what it heard, what it has become, what it does. */
    static String step(Role before, Event event, Step step, long now) {
        var was = before.getClass().getSimpleName();
        var move = before.getClass() == step.role().getClass() ? was : was + " -> " + step.role();
        var does = step.commands().stream().map(Command::toString).collect(Collectors.joining(", "));
        return TraceFormat.of(event + " | " + move + (does.isEmpty() ? "" : " | " + does), now);
    }

    /** Both stores' contents, if they changed since the last look. */
    void stores(long now, FakeLease lease, FakeLedger ledger) {
        if (out != null) {
            var seen = "lease " + lease + "   ledger " + ledger;
            if (!seen.equals(stores)) {
                stores = seen;
                line(now, "stores", () -> seen);
            }
        }
    }
}
