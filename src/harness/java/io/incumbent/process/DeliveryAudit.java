package io.incumbent.process;

import io.incumbent.process.FaultInjector.Awakening;
import io.incumbent.process.ReceivedRequests.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads what senders were told and what the target saw, and says what does not go together. */
final class DeliveryAudit {

    /**
     * A process that stood still between its last look at the clock and the system call that sends finishes that call when
     * it wakes. No client can prevent this, which is why the term is sent along; it is over at once.
     */
    private static final Duration WAKING = Duration.ofMillis(250);

    private final Map<Integer, SendLog> answers;
    private final ReceivedRequests target;
    private final List<Awakening> awakenings;
    private final List<String> violations = new ArrayList<>();
    private int lost;
    private int doubled;
    private int late;

    DeliveryAudit(Map<Integer, SendLog> answers, ReceivedRequests target, List<Awakening> awakenings) {
        this.answers = answers;
        this.target = target;
        this.awakenings = awakenings;
    }

    /** @param forgiven whether what is refused for good has been forgiven by now */
    void delivered(boolean forgiven) {
        answers.forEach((number, about) -> {
            int times = target.effects().getOrDefault(number, 0);
            if (times == 0 && about.stored() && (forgiven || !UnreliableTarget.refuses(number))) {
                lost++;
                violations.add("lost: %d, told %s".formatted(number, about.ids));
            }
            if (times > 1) {
                doubled++;
                violations.add("doubled: %d took effect %d times, told %s".formatted(number, times, about.ids));
            }
            if (times > 0 && about.refused()) {
                violations.add("processed though refused each time: " + number);
            }
            if (about.ids.size() > 1 || about.accepted.get() > 1) {
                violations.add("%d was told %s, accepted %d times".formatted(number, about.ids, about.accepted.get()));
            }
        });
    }

    /** What the target saw of each signal. */
    void visits() {
        var attempts = new HashSet<String>();
        var highest = new HashMap<String, Visit>();
        var numbers = new HashMap<Integer, Set<String>>();
        for (var visit : target.visits()) {
            var before = highest.get(visit.signal());
            if (before != null && visit.term() < before.term()) {
                shrunk(before, visit);
            }
            if (before == null || visit.term() > before.term()) {
                highest.put(visit.signal(), visit);
            }
            if (!attempts.add(visit.signal() + " " + visit.attempt())) {
                violations.add("an attempt was made twice: " + visit);
            }
            numbers.computeIfAbsent(visit.number(), _ -> new HashSet<>()).add(visit.signal());
        }
        numbers.forEach((number, signals) -> {
            var about = about(number);
            if (signals.size() > 1 || (about.stored() && !about.ids.equals(signals))) {
                violations.add("%d was told %s and came as %s".formatted(number, about.ids, signals));
            }
        });
        violations.addAll(target.oddities());
    }

    private void shrunk(Visit before, Visit visit) {
        boolean waking = awakenings.stream()
                .anyMatch(it -> it.term() == visit.term()
                        && visit.at() - it.wokenAt() >= 0
                        && visit.at() - it.wokenAt() < WAKING.toNanos());
        if (waking) {
            late++;
        } else {
            violations.add("the term shrank: %s after %s".formatted(visit, before));
        }
    }

    /** Of one customer, whatever was stored before another was sent has its effect before it. */
    void inOrder(Set<Integer> exempt) {
        var byCustomer = new TreeMap<String, List<Integer>>();
        answers.keySet().stream()
                .filter(it -> !exempt.contains(it) && about(it).stored())
                .forEach(it -> byCustomer
                        .computeIfAbsent(new PlannedSignal(it, false).customer(), _ -> new ArrayList<>())
                        .add(it));
        byCustomer.forEach((customer, numbers) -> {
            for (var earlier : numbers) {
                for (var later : numbers) {
                    if (about(earlier).before(about(later)) && place(earlier) > place(later)) {
                        violations.add("out of order: %s, %d before %d".formatted(customer, later, earlier));
                    }
                }
            }
        });
    }

    private SendLog about(int number) {
        return answers.getOrDefault(number, new SendLog());
    }

    private long place(int number) {
        var id = about(number).ids.iterator().next();
        return target.orderOfEffect(id);
    }

    void complain(List<String> complaints) {
        violations.addAll(complaints);
    }

    List<String> violations() {
        return violations;
    }

    int lost() {
        return lost;
    }

    int doubled() {
        return doubled;
    }

    /** Requests under an old term that a process sent in the instant of waking. */
    int late() {
        return late;
    }
}
