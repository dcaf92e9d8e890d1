package io.incumbent.demo;

import static io.incumbent.demo.Screen.seconds;

import io.incumbent.cluster.LeadershipClient;
import io.incumbent.cluster.TenureView;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What is printed at the end: what was seen, and what PostgreSQL has written down about it. */
final class Epilogue {

    private static final int ENTRIES = 10;
    private static final String ROW = "  %-5s %-34s %-13s %-13s %-9s %-13s %s";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Stage stage;
    private final Screen screen;
    private final LeadershipClient client;

    Epilogue(Stage stage, Screen screen, LeadershipClient client) {
        this.stage = stage;
        this.screen = screen;
        this.client = client;
    }

    void print(Chronicle chronicle, Traffic traffic) {
        if (chronicle.terms() > 0) {
            screen.last("");
            var history = history();
            if (!history.isEmpty()) {
                screen.last("The history, as PostgreSQL has it (GET /leadership/history):");
                screen.last(ROW.formatted("term", "instance", "from", "to", "seconds", "gained", "lost"));
                history.forEach(this::row);
                screen.last("");
            }
            screen.last("Seen: %d %s, at most %s without a leader, %s."
                    .formatted(
                            chronicle.terms(),
                            chronicle.terms() == 1 ? "term" : "terms",
                            seconds(chronicle.longestVacancy()),
                            chronicle.broken() ? "and TWO LEADERS AT ONCE" : "never two leaders at once"));
        }
        if (traffic.begun()) {
            screen.last("Signals: " + traffic.summary() + ".");
        }
        screen.last("Stopping: the instances leave, then Redis and PostgreSQL end.");
    }

    private List<TenureView> history() {
        return stage.numbers().stream()
                .map(number -> client.history(Stage.httpPort(number), ENTRIES))
                .filter(entries -> !entries.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private void row(TenureView entry) {
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
