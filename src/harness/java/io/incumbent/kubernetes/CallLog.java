package io.incumbent.kubernetes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What {@code SignalCaller} has written, and what follows from it. All times are milliseconds of the caller's clock. */
public record CallLog(List<Signal> signals, List<Leads> leads) {

    /** One signal that was sent: when, when its answer came, and what was said; term 0 if none was. */
    public record Signal(long asked, long answered, int status, String outcome, long term) {

        public boolean accepted() {
            return outcome.equals("accepted");
        }
    }

    /** An instance said that it leads: at some moment between the two times that was so. */
    public record Leads(long asked, long answered, String instance, long term) {}

    static CallLog of(String lines) {
        var signals = new ArrayList<Signal>();
        var leads = new ArrayList<Leads>();
        for (var line : lines.lines().toList()) {
            var word = line.split(" ", -1);
            if (word[0].equals("signal") && word.length == 6) {
                signals.add(new Signal(
                        Long.parseLong(word[1]),
                        Long.parseLong(word[2]),
                        Integer.parseInt(word[3]),
                        word[4],
                        number(word[5])));
            } else if (word[0].equals("leads") && word.length == 5) {
                leads.add(new Leads(Long.parseLong(word[1]), Long.parseLong(word[2]), word[3], number(word[4])));
            }
        }
        signals.sort(Comparator.comparingLong(Signal::answered));
        leads.sort(Comparator.comparingLong(Leads::answered));
        return new CallLog(List.copyOf(signals), List.copyOf(leads));
    }

    private static long number(String word) {
        return word.matches("\\d+") ? Long.parseLong(word) : 0;
    }

    /** What was answered later than everything in the other log. */
    CallLog after(CallLog earlier) {
        long end = earlier.signals.isEmpty()
                ? Long.MIN_VALUE
                : earlier.signals.getLast().answered();
        return new CallLog(
                signals.stream().filter(it -> it.answered() >= end).toList(),
                leads.stream().filter(it -> it.answered() >= end).toList());
    }

    public long accepted() {
        return signals.stream().filter(Signal::accepted).count();
    }

    /** The newest term under which a signal was accepted; 0 if none was. */
    long newestTerm() {
        return signals.stream()
                .filter(Signal::accepted)
                .mapToLong(Signal::term)
                .max()
                .orElse(0);
    }

    /** Signals that got an answer of the program, and were not accepted although the answer looks like success. */
    public long rejectedAsSuccess() {
        return signals.stream()
                .filter(it -> it.status() == 200 && !it.accepted())
                .count();
    }

    /** The longest time between two accepted signals, in milliseconds. */
    public long longestGap() {
        var accepted = signals.stream()
                .filter(Signal::accepted)
                .mapToLong(Signal::answered)
                .toArray();
        long longest = 0;
        for (int i = 1; i < accepted.length; i++) {
            longest = Math.max(longest, accepted[i] - accepted[i - 1]);
        }
        return longest;
    }

    /** A signal that was accepted under an older term although it was sent when one had been accepted under a newer. */
    public Optional<String> acceptedUnderAnOlderTerm() {
        for (var later : signals) {
            for (var earlier : signals) {
                if (earlier.accepted()
                        && later.accepted()
                        && earlier.answered() < later.asked()
                        && earlier.term() > later.term()) {
                    return Optional.of(earlier + " and then " + later);
                }
            }
        }
        return Optional.empty();
    }

    /** Two instances under one term, or one that leads under an older term when another has led under a newer. */
    public Optional<String> twoLeaders() {
        for (var later : leads) {
            for (var earlier : leads) {
                boolean another = !earlier.instance().equals(later.instance());
                boolean olderAfterNewer = earlier.answered() < later.asked() && earlier.term() > later.term();
                if (another && (earlier.term() == later.term() || olderAfterNewer)) {
                    return Optional.of(earlier + " and " + later);
                }
            }
        }
        return Optional.empty();
    }
}
