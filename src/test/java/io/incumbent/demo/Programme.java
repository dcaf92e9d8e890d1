package io.incumbent.demo;

import static io.incumbent.demo.Screen.seconds;

import io.incumbent.cluster.InstanceProcess;
import io.incumbent.cluster.LeadershipClient;
import io.incumbent.cluster.LeadershipView;
import io.incumbent.demo.Screen.Tone;
import java.util.Locale;
import java.util.Optional;

/** What is printed once somebody leads: who is who, and what one may try. */
final class Programme {

    private static final String ROW = "  %-9s %-6s %-7s %-8s %-10s %-5s %s";
    private static final String HINT = "  %-50s # %s";

    private final Settings settings;
    private final Stage stage;
    private final Screen screen;
    private final LeadershipClient client;

    Programme(Settings settings, Stage stage, Screen screen, LeadershipClient client) {
        this.settings = settings;
        this.stage = stage;
        this.screen = screen;
        this.client = client;
    }

    void print() {
        screen.line("");
        screen.line(Tone.BOLD, ROW.formatted("instance", "port", "probes", "pid", "role", "term", "ready"));
        var leader = stage.instance(1);
        var worstCase = settings.ttl();
        for (int number : stage.numbers()) {
            var instance = stage.instance(number);
            var view = client.leadership(instance.httpPort());
            row(number, instance, view);
            if (view.filter(LeadershipView::leads).isPresent()) {
                leader = instance;
                worstCase = view.get().worstCaseFailover();
            }
        }
        hints(leader, seconds(worstCase));
        screen.line("");
        screen.line("What happens from here on, as seen from outside. "
                + settings.length()
                        .map(length -> "Ends by itself after %d s; ".formatted(length.toSeconds()))
                        .orElse("")
                + "Ctrl-C stops everything.");
        screen.line("");
    }

    private void row(int number, InstanceProcess instance, Optional<LeadershipView> view) {
        var leads = view.filter(LeadershipView::leads).isPresent();
        var role = view.map(seen -> seen.role().name().toLowerCase(Locale.ROOT)).orElse("no answer");
        var term = view.filter(seen -> seen.term().isPresent())
                .map(seen -> Long.toString(seen.term().getAsLong()))
                .orElse("-");
        var ready = client.ready(instance.managementPort())
                .map(yes -> yes ? "yes" : "no")
                .orElse("?");
        screen.line(
                leads ? Tone.GOOD : Tone.PLAIN,
                ROW.formatted(
                        number, instance.httpPort(), instance.managementPort(), instance.pid(), role, term, ready));
    }

    private void hints(InstanceProcess leader, String worstCase) {
        long pid = leader.pid();
        var url = "http://127.0.0.1:";
        long pause = settings.ttl().plusSeconds(2).toSeconds();
        screen.line("");
        screen.line(Tone.BOLD, "Try, in another terminal:");
        hint("kill -9 " + pid, "the leader dies: another leads within " + worstCase);
        hint("kill " + pid, "it leaves in good order: another leads at once");
        hint("kill -STOP %d; sleep %d; kill -CONT %1$d".formatted(pid, pause), "it stands still, and wakes up deposed");
        hint("curl -s " + url + leader.httpPort() + "/leadership", "who leads? Ask any instance");
        hint("curl -s " + url + leader.httpPort() + "/leadership/history", "who led when, and why did it change?");
        hint("curl -s " + url + leader.httpPort() + "/signals?limit=3", "the newest signals, and what became of them");
        hint(
                "curl -s " + url + leader.httpPort()
                        + "/signals -H 'Idempotency-Key: mine-1' -d '{\"side\": \"sell\"}'",
                "send one yourself; once more, and it is a duplicate");
        hint("curl -si " + url + leader.managementPort() + "/q/health/ready", "200 on the leader, 503 on the others");
    }

    private void hint(String command, String what) {
        screen.line(HINT.formatted(command, what));
    }
}
