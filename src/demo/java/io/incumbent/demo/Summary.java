package io.incumbent.demo;

import static io.incumbent.demo.TerminalOutput.seconds;

import io.incumbent.process.HistoryRow;
import io.incumbent.process.LeadershipClient;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What is printed at the end: what was seen, and the history that PostgreSQL has of it. */
final class Summary {

    private static final int ENTRIES = 10;
    private static final String ROW = "  %-5s %-19s %-13s %-13s %-9s %-13s %s";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final DemoProcesses processes;
    private final TerminalOutput output;
    private final LeadershipClient client;

    Summary(DemoProcesses processes, TerminalOutput output, LeadershipClient client) {
        this.processes = processes;
        this.output = output;
        this.client = client;
    }

    void print(LeadershipTracker tracker, SignalTraffic traffic) {
        if (tracker.terms() > 0) {
            var history = history();
            if (!history.isEmpty()) {
                output.last(
                        "The history of leaderships, newest first, as PostgreSQL has it (GET /leadership/history):");
                output.last(ROW.formatted("term", "instance", "from", "to", "seconds", "gained", "lost"));
                history.forEach(this::row);
                output.last("");
            }
            output.last("Seen from outside: %d %s%s, %s."
                    .formatted(
                            tracker.terms(),
                            tracker.terms() == 1 ? "term" : "terms",
                            longestGap(tracker),
                            tracker.broken() ? "and TWO LEADERS AT ONCE" : "never two leaders at once"));
        }
        if (traffic.begun()) {
            output.last("Signals: " + traffic.summary() + ".");
        }
        output.last("Logs of this run: " + processes.logs().folder());
        output.last("Stopping the instances, then Redis and PostgreSQL ...");
    }

    private static String longestGap(LeadershipTracker tracker) {
        var longest = tracker.longestTimeWithoutLeader();
        return longest.isZero() ? "" : ", at most %s without a leader".formatted(seconds(longest));
    }

    private List<HistoryRow> history() {
        return processes.numbers().stream()
                .map(number -> client.history(DemoPorts.http(number), ENTRIES))
                .filter(entries -> !entries.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private void row(HistoryRow entry) {
        output.last(ROW.formatted(
                entry.term(),
                entry.instance(),
                TIME.format(entry.from()),
                entry.to().map(TIME::format).orElse("-"),
                String.format(Locale.ROOT, "%.3f", entry.seconds()),
                entry.whyGained(),
                entry.whyLost().orElse("-")));
    }
}
