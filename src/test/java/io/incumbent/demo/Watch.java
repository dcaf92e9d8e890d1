package io.incumbent.demo;

import static io.incumbent.demo.Screen.seconds;

import io.incumbent.cluster.LeadershipView;
import io.incumbent.demo.Screen.Tone;
import io.incumbent.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows the election, says what changed, and starts ended instances again. One thread. */
final class Watch {

    private static final Duration RESTART_AFTER = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** What was last said about an instance. */
    private enum Known {
        STARTING,
        ANSWERS,
        UNVERIFIED,
        SILENT,
        ENDED
    }

    private final Stage stage;
    private final Lookout lookout;
    private final Screen screen;
    private final Chronicle chronicle = new Chronicle();
    private final Map<Integer, Known> known = new TreeMap<>();
    private final Map<Integer, Long> lastAnswer = new TreeMap<>();
    private final Map<Integer, Deadline> restarts = new TreeMap<>();
    private Optional<Integer> stillborn = Optional.empty();

    Watch(Stage stage, Lookout lookout, Screen screen) {
        this.stage = stage;
        this.lookout = lookout;
        this.screen = screen;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    void start(int number) throws IOException {
        boolean first = known.put(number, Known.STARTING) == null;
        lookout.watch(number, stage.start(number));
        if (first) {
            lookout.ask(number);
        }
    }

    /** One turn: what has happened since the last one, and what is due. */
    void turn() throws InterruptedException, IOException {
        var next = lookout.next();
        if (next.isPresent()) {
            switch (next.get()) {
                case Happening.Polled(var number, var view, var askedAt, var answeredAt) ->
                    view.ifPresentOrElse(
                            seen -> answered(number, seen, askedAt, answeredAt), () -> unanswered(number, answeredAt));
                case Happening.Ended(var number, var pid, var exitCode) -> ended(number, pid, exitCode);
            }
        }
        restartThoseDue(System.nanoTime());
    }

    /** An instance that ended before it ever answered. */
    Optional<Integer> failedToStart() {
        return stillborn;
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
            case FOLLOWER -> become(number, Known.ANSWERS, "answers: follower");
            case UNVERIFIED -> become(number, Known.UNVERIFIED, "unverified: its trust has run out, it does not act");
            case CANDIDATE, STOPPED -> {
                // on the way to something else
            }
        }
        chronicle.answered(number, view, askedAt, answeredAt).ifPresent(this::say);
    }

    private void become(int number, Known state, String words) {
        if (known.put(number, state) != state && !words.isEmpty()) {
            screen.event(state == Known.UNVERIFIED ? Tone.WARN : Tone.PLAIN, number, words);
        }
    }

    private void unanswered(int number, long now) {
        var last = Optional.ofNullable(lastAnswer.get(number));
        if (known.get(number) == Known.ANSWERS && last.isPresent() && now - last.get() > SILENCE.toNanos()) {
            boolean led = chronicle.silent(number).isPresent();
            known.put(number, Known.SILENT);
            screen.event(Tone.WARN, number, "does not answer" + (led ? ", and it led" : ""));
        }
    }

    private void ended(int number, long pid, int exitCode) {
        var how =
                switch (exitCode) {
                    case 128 + 9 -> "was killed (SIGKILL)";
                    case 128 + 15 -> "was stopped (SIGTERM)";
                    default -> "ended with exit code %d".formatted(exitCode);
                };
        var led = chronicle.silent(number).map(_ -> ", and it led").orElse("");
        if (known.put(number, Known.ENDED) == Known.STARTING) {
            stillborn = Optional.of(number);
        }
        restarts.put(number, Deadline.in(RESTART_AFTER, System.nanoTime()));
        screen.event(
                Tone.WARN,
                number,
                "%s%s; pid %d; starts again in %d s".formatted(how, led, pid, RESTART_AFTER.toSeconds()));
    }

    private void restartThoseDue(long now) throws IOException {
        for (Iterator<Map.Entry<Integer, Deadline>> due = restarts.entrySet().iterator(); due.hasNext(); ) {
            var restart = due.next();
            if (restart.getValue().passed(now)) {
                due.remove();
                start(restart.getKey());
                screen.event(
                        Tone.DIM,
                        restart.getKey(),
                        "starts again as somebody new; pid "
                                + stage.instance(restart.getKey()).pid());
            }
        }
    }

    private void say(Change change) {
        switch (change) {
            case Change.Gained(var number, var term, var vacancy) -> {
                var gap = vacancy.map(time -> "; for %s nobody was seen to lead".formatted(seconds(time)))
                        .orElse("");
                screen.event(Tone.GOOD, number, "leads under term %d%s".formatted(term, gap));
                screen.line(
                        Tone.DIM,
                        "%14skill it: kill -9 %d"
                                .formatted("", stage.instance(number).pid()));
            }
            case Change.Resumed(var number, var term, var vacancy) ->
                screen.event(
                        Tone.GOOD,
                        number,
                        "leads on under the same term %d, after %s".formatted(term, seconds(vacancy)));
            case Change.Lost(var number, var term) ->
                screen.event(Tone.WARN, number, "leads no more (term %d)".formatted(term));
            case Change.TwoLeaders(var number, var term, var other, var otherTerm) ->
                screen.event(
                        Tone.BAD,
                        "TWO LEADERS: instance %d under term %d and instance %d under term %d. This is a bug."
                                .formatted(number, term, other, otherTerm));
        }
    }
}
