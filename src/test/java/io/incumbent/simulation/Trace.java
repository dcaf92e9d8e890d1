package io.incumbent.simulation;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened, for people. Silent unless a seed is replayed, so lines are only built when somebody reads them. */
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
