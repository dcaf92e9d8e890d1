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

    private final DemoProcesses stage;
    private final TerminalOutput screen;
    private final LeadershipClient client;

    Summary(DemoProcesses stage, TerminalOutput screen, LeadershipClient client) {
        this.stage = stage;
        this.screen = screen;
        this.client = client;
    }

    void print(LeadershipTracker chronicle, SignalTraffic traffic) {
        if (chronicle.terms() > 0) {
            var history = history();
            if (!history.isEmpty()) {
                screen.last(
                        "The history of leaderships, newest first, as PostgreSQL has it (GET /leadership/history):");
                screen.last(ROW.formatted("term", "instance", "from", "to", "seconds", "gained", "lost"));
                history.forEach(this::row);
                screen.last("");
            }
            screen.last("Seen from outside: %d %s%s, %s."
                    .formatted(
                            chronicle.terms(),
                            chronicle.terms() == 1 ? "term" : "terms",
                            longestGap(chronicle),
                            chronicle.broken() ? "and TWO LEADERS AT ONCE" : "never two leaders at once"));
        }
        if (traffic.begun()) {
            screen.last("Signals: " + traffic.summary() + ".");
        }
        screen.last("Logs of this run: " + stage.logs().folder());
        screen.last("Stopping the instances, then Redis and PostgreSQL ...");
    }

    private static String longestGap(LeadershipTracker chronicle) {
        var longest = chronicle.longestVacancy();
        return longest.isZero() ? "" : ", at most %s without a leader".formatted(seconds(longest));
    }

    private List<HistoryRow> history() {
        return stage.numbers().stream()
                .map(number -> client.history(DemoPorts.http(number), ENTRIES))
                .filter(entries -> !entries.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private void row(HistoryRow entry) {
        screen.last(ROW.formatted(
                entry.term(),
                entry.instance(),
                TIME.format(entry.from()),
                entry.to().map(TIME::format).orElse("-"),
                String.format(Locale.ROOT, "%.3f", entry.seconds()),
                entry.whyGained(),
                entry.whyLost().orElse("-")));
    }
}
