package io.incumbent.demo;

import static io.incumbent.demo.TerminalOutput.seconds;

import io.incumbent.demo.TerminalOutput.Tone;
import io.incumbent.process.LeadershipView;
import io.incumbent.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows the election, prints what changed, and starts ended instances again. One thread. */
final class DemoLoop {

    private static final Duration RESTART_AFTER = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** What was last printed about an instance. */
    private enum Known {
        STARTING,
        ANSWERS,
        UNVERIFIED,
        SILENT,
        ENDED
    }

    private final DemoProcesses processes;
    private final LeadershipPoller poller;
    private final TerminalOutput output;
    private final LeadershipTracker tracker = new LeadershipTracker();
    private final Map<Integer, Known> known = new TreeMap<>();
    private final Map<Integer, Long> lastAnswer = new TreeMap<>();
    private final Map<Integer, Deadline> restarts = new TreeMap<>();
    private Optional<Integer> stillborn = Optional.empty();
    private boolean instructive;

    DemoLoop(DemoProcesses processes, LeadershipPoller poller, TerminalOutput output) {
        this.processes = processes;
        this.poller = poller;
        this.output = output;
    }

    LeadershipTracker tracker() {
        return tracker;
    }

    void start(int number) throws IOException {
        boolean first = known.put(number, Known.STARTING) == null;
        poller.watch(number, processes.start(number));
        if (first) {
            poller.ask(number);
        }
    }

    /** One turn: what has happened since the last one, and what is due. */
    void turn() throws InterruptedException, IOException {
        var next = poller.next();
        if (next.isPresent()) {
            switch (next.get()) {
                case DemoEvent.Polled(var number, var view, var askedAt, var answeredAt) ->
                    view.ifPresentOrElse(
                            seen -> answered(number, seen, askedAt, answeredAt), () -> unanswered(number, answeredAt));
                case DemoEvent.Ended(var number, var pid, var exitCode) -> ended(number, pid, exitCode);
            }
        }
        restartThoseDue(System.nanoTime());
    }

    /** An instance that ended before it ever answered. */
    Optional<Integer> failedToStart() {
        return stillborn;
    }

    /** From now on the instructions that were printed are about a former leader as soon as another one leads. */
    void namePidAndPortOfLeaders() {
        instructive = true;
    }

    /** Whether every instance has answered by now. */
    boolean complete() {
        return known.values().stream().noneMatch(state -> state == Known.STARTING);
    }

    private void answered(int number, LeadershipView view, long askedAt, long answeredAt) {
        if (known.get(number) == Known.ENDED) {
            return; // its last answer, overtaken by its end
        }
        lastAnswer.put(number, answeredAt);
        switch (view.role()) {
            case LEADER -> become(number, Known.ANSWERS, "");
            case FOLLOWER -> become(number, Known.ANSWERS, "follows; its id is " + view.instance());
            case UNVERIFIED ->
                become(number, Known.UNVERIFIED, "unverified: its trust has run out, so it does not act");
            case CANDIDATE, STOPPED -> {
                // on the way to something else
            }
        }
        tracker.answered(number, view, askedAt, answeredAt).ifPresent(change -> say(change, view));
    }

    private void become(int number, Known state, String words) {
        if (known.put(number, state) != state && !words.isEmpty()) {
            output.event(state == Known.UNVERIFIED ? Tone.WARN : Tone.PLAIN, number, words);
        }
    }

    private void unanswered(int number, long now) {
        var last = Optional.ofNullable(lastAnswer.get(number));
        if (known.get(number) == Known.ANSWERS && last.isPresent() && now - last.get() > SILENCE.toNanos()) {
            boolean led = tracker.silent(number).isPresent();
            known.put(number, Known.SILENT);
            output.event(Tone.WARN, number, "does not answer" + (led ? ", and it led" : ""));
        }
    }

    private void ended(int number, long pid, int exitCode) {
        var how =
                switch (exitCode) {
                    case 128 + 9 -> "was killed (SIGKILL)";
                    case 128 + 15 -> "was stopped (SIGTERM)";
                    default -> "ended with exit code %d".formatted(exitCode);
                };
        var led = tracker.silent(number).map(_ -> ", and it led").orElse("");
        if (known.put(number, Known.ENDED) == Known.STARTING) {
            stillborn = Optional.of(number);
        }
        restarts.put(number, Deadline.in(RESTART_AFTER, System.nanoTime()));
        output.event(
                Tone.WARN,
                number,
                "%s%s; pid %d; will be started again in %d s".formatted(how, led, pid, RESTART_AFTER.toSeconds()));
    }

    private void restartThoseDue(long now) throws IOException {
        for (Iterator<Map.Entry<Integer, Deadline>> due = restarts.entrySet().iterator(); due.hasNext(); ) {
            var restart = due.next();
            if (restart.getValue().passed(now)) {
                due.remove();
                start(restart.getKey());
                output.event(
                        Tone.DIM,
                        restart.getKey(),
                        "starts again, with a new id; pid "
                                + processes.instance(restart.getKey()).pid());
            }
        }
    }

    private void say(LeadershipChange change, LeadershipView view) {
        switch (change) {
            case LeadershipChange.Gained(var number, var term, var timeWithoutLeader) -> {
                var gap = timeWithoutLeader
                        .map(time -> "; no leader was seen for %s".formatted(seconds(time)))
                        .orElse("");
                output.event(
                        Tone.GOOD, number, "leads under term %d; its id is %s%s".formatted(term, view.instance(), gap));
                if (instructive) {
                    instruct(number);
                }
            }
            case LeadershipChange.Resumed(var number, var term, var timeWithoutLeader) ->
                output.event(
                        Tone.GOOD,
                        number,
                        "leads on under the same term %d, after %s".formatted(term, seconds(timeWithoutLeader)));
            case LeadershipChange.Lost(var number, var term) ->
                output.event(Tone.WARN, number, "no longer leads (term %d)".formatted(term));
            case LeadershipChange.TwoLeaders(var number, var term, var other, var otherTerm) ->
                output.event(
                        Tone.BAD,
                        "TWO LEADERS: instance %d under term %d and instance %d under term %d. This is a bug."
                                .formatted(number, term, other, otherTerm));
        }
    }

    private void instruct(int leader) {
        var instance = processes.instance(leader);
        output.line(
                Tone.DIM,
                "%14sSignals go to port %d now. To kill this leader, too:".formatted("", instance.httpPort()));
        output.line("%14skill -9 %d".formatted("", instance.pid()));
    }
}
