package io.incumbent.demo;

import static io.incumbent.demo.TerminalOutput.seconds;

import io.incumbent.demo.TerminalOutput.Tone;
import io.incumbent.process.InstanceProcess;
import io.incumbent.process.LeadershipClient;
import io.incumbent.process.LeadershipView;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What is printed once an instance leads: a table of the instances, and commands to try. */
final class Instructions {

    private static final String ROW = "  %-9s %-19s %-6s %-7s %-8s %-10s %-5s %s";

    private final DemoOptions options;
    private final DemoProcesses processes;
    private final TerminalOutput output;
    private final LeadershipClient client;

    Instructions(DemoOptions options, DemoProcesses processes, TerminalOutput output, LeadershipClient client) {
        this.options = options;
        this.processes = processes;
        this.output = output;
        this.client = client;
    }

    /** @param seen the instance that was last seen to lead; the commands are about the one that leads now, if any does */
    void print(Optional<Integer> seen) {
        output.line("");
        output.line(Tone.BOLD, ROW.formatted("instance", "id", "port", "probes", "pid", "role", "term", "ready"));
        int leader = seen.orElse(1);
        var worstCase = options.ttl();
        for (int number : processes.numbers()) {
            var view = client.leadership(DemoPorts.http(number));
            row(number, view);
            if (view.filter(LeadershipView::leads).isPresent()) {
                leader = number;
                worstCase = view.get().worstCaseFailover();
            }
        }
        output.line("  port: HTTP; probes: port of health checks and metrics; ready: whether Kubernetes would send"
                + " requests to it");
        failures(processes.instance(leader), worstCase);
        questions(processes.instance(leader));
        output.line("");
        output.line("What happens from here on, as seen from outside. "
                + options.length()
                        .map(length -> "Ends by itself after %d s; ".formatted(length.toSeconds()))
                        .orElse("")
                + "Ctrl-C stops everything.");
        output.line("Meanwhile the demo sends two signals a second, and receives what the leader delivers.");
        output.line("");
    }

    private void row(int number, Optional<LeadershipView> view) {
        var instance = processes.instance(number);
        var leads = view.filter(LeadershipView::leads).isPresent();
        var role = view.map(seen -> seen.role().name().toLowerCase(Locale.ROOT)).orElse("no answer");
        var term = view.filter(seen -> seen.term().isPresent())
                .map(seen -> Long.toString(seen.term().getAsLong()))
                .orElse("-");
        var ready = client.ready(instance.managementPort())
                .map(yes -> yes ? "yes" : "no")
                .orElse("?");
        output.line(
                leads ? Tone.GOOD : Tone.PLAIN,
                ROW.formatted(
                        number,
                        view.map(LeadershipView::instance).orElse("?"),
                        instance.httpPort(),
                        instance.managementPort(),
                        instance.pid(),
                        role,
                        term,
                        ready));
    }

    private void failures(InstanceProcess leader, Duration worstCase) {
        boolean alone = processes.size() == 1;
        long pid = leader.pid();
        long pause = options.ttl().plusSeconds(2).toSeconds();
        output.line("");
        output.line(
                Tone.BOLD,
                "Try in another terminal (after a change of leader, the new pid and port are printed below):");
        command(
                "kill -9 " + pid,
                alone
                        ? "Kill the leader. It is started again, and leads once its old lease has expired:"
                        : "Kill the leader. Another one leads within %s:".formatted(seconds(worstCase)));
        command(
                "kill " + pid,
                alone
                        ? "Stop it in good order. It is started again, and leads at once:"
                        : "Stop it in good order. Another one leads at once:");
        command(
                "kill -STOP %d; sleep %d; kill -CONT %1$d".formatted(pid, pause),
                alone
                        ? "Pause it until its lease has expired. No instance leads meanwhile:"
                        : "Pause it until its lease has expired. Another one leads, and it follows once it runs"
                                + " again:");
    }

    private void questions(InstanceProcess leader) {
        var url = "http://127.0.0.1:" + leader.httpPort();
        command(
                "curl -sS %s/leadership; echo".formatted(url),
                "Who leads? Any instance knows; ids begin with the instance:");
        command("curl -sS %s/leadership/history; echo".formatted(url), "Who led when, and why did it end?");
        command(
                "curl -sS %s/signals -H 'Idempotency-Key: mine-1' -d '{\"side\": \"sell\"}'; echo".formatted(url),
                "Send a signal. Only the leader accepts it; sent once more, it is a duplicate:");
        command("curl -sS '%s/signals?limit=3'; echo".formatted(url), "The newest signals, and what became of them:");
        command(
                "curl -sSi http://127.0.0.1:%d/q/health/ready; echo".formatted(leader.managementPort()),
                "The readiness probe. 200 from the leader, 503 from the others:");
        command(
                "grep -h leadership %s/instance-*.log"
                        .formatted(quoted(processes.logs().folder().toString())),
                "What the instances logged about it:");
    }

    /** The command has a line of its own: a comment behind it would be taken for arguments by an interactive zsh. */
    private void command(String command, String what) {
        output.line(Tone.DIM, "  " + what);
        output.line("    " + command);
    }

    /** As one word for a shell, whatever is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
