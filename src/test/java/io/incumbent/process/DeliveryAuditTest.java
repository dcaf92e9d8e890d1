package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.process.FaultInjector.Awakening;
import io.incumbent.stores.NeedsProcesses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The audit finds what it is there to find. */
@NeedsProcesses
class DeliveryAuditTest {

    private static final long SECOND = 1_000_000_000L;

    private final Map<Integer, SendLog> answers = SendLog.empty();
    private final Seen target = new Seen(new ArrayList<>(), new HashMap<>(), new ArrayList<>(), new ArrayList<>());
    private final List<Awakening> awakenings = new ArrayList<>();

    private record Seen(
            List<Visit> visits, Map<Integer, Integer> effects, List<String> processed, List<String> oddities)
            implements ReceivedRequests {

        void comes(int number, String signal, long term, int attempt, long at) {
            visits.add(new Visit(number, signal, term, attempt, visits.size(), at));
        }

        void takesEffect(int number, String signal) {
            effects.merge(number, 1, Integer::sum);
            processed.add(signal);
        }

        @Override
        public long orderOfEffect(String signal) {
            return processed.indexOf(signal) + 1L;
        }
    }

    @Test
    void whatWasDeliveredOnceIsFine() {
        accepted(1, "a", 1, 2);
        target.comes(1, "a", 7, 1, 0);
        target.comes(1, "a", 8, 2, 1);
        target.takesEffect(1, "a");

        assertThat(violations()).isEmpty();
    }

    @Test
    void aLostSignalIsFound() {
        accepted(1, "a", 1, 2);

        assertThat(violations()).singleElement().asString().startsWith("lost: 1");
    }

    @Test
    void aDoubledEffectIsFound() {
        accepted(1, "a", 1, 2);
        target.comes(1, "a", 7, 1, 0);
        target.comes(1, "b", 7, 1, 1);
        target.takesEffect(1, "a");
        target.takesEffect(1, "b");

        assertThat(violations()).hasSize(2).first().asString().startsWith("doubled: 1");
    }

    @Test
    void twoIdsForOneKeyAreFound() {
        accepted(1, "a", 1, 2);
        accepted(1, "b", 1, 2);
        target.takesEffect(1, "a");

        assertThat(violations()).singleElement().asString().contains("accepted 2 times");
    }

    @Test
    void aSignalThatWasRefusedEachTimeAndProcessedIsFound() {
        var about = answers.computeIfAbsent(1, _ -> new SendLog());
        about.rejected.incrementAndGet();
        target.takesEffect(1, "a");
        assertThat(violations()).singleElement().asString().startsWith("processed though refused");
    }

    @Test
    void aTermThatShrinksIsFoundUnlessItsSenderWasJustWaking() {
        accepted(1, "a", 1, 2);
        target.takesEffect(1, "a");
        target.comes(1, "a", 8, 2, 10 * SECOND);
        target.comes(1, "a", 7, 1, 10 * SECOND + SECOND / 10);
        assertThat(violations()).singleElement().asString().startsWith("the term shrank");

        awakenings.add(new Awakening(6, 10 * SECOND));
        assertThat(violations()).as("another one woke").hasSize(1);
        awakenings.add(new Awakening(7, 9 * SECOND));
        assertThat(violations()).as("long ago").hasSize(1);
        awakenings.add(new Awakening(7, 10 * SECOND));
        assertThat(violations()).isEmpty();
    }

    @Test
    void anAttemptThatIsMadeTwiceIsFound() {
        accepted(1, "a", 1, 2);
        target.takesEffect(1, "a");
        target.comes(1, "a", 7, 1, 0);
        target.comes(1, "a", 7, 1, 1);

        assertThat(violations()).singleElement().asString().startsWith("an attempt was made twice");
    }

    @Test
    void whatIsOutOfOrderIsFoundIfOneWasStoredBeforeTheOtherWasSent() {
        accepted(1, "a", 1, 2);
        accepted(51, "b", 3, 4);
        target.takesEffect(51, "b");
        target.takesEffect(1, "a");
        assertThat(disorder()).singleElement().asString().startsWith("out of order: c-1, 51 before 1");

        answers.clear();
        accepted(1, "a", 1, 3);
        accepted(51, "b", 2, 4);
        assertThat(disorder()).as("sent side by side").isEmpty();
    }

    private void accepted(int number, String id, long asked, long told) {
        var about = answers.computeIfAbsent(number, _ -> new SendLog());
        about.asks(asked);
        about.accepted.incrementAndGet();
        about.isKnown(id, told);
    }

    private List<String> violations() {
        var audit = new DeliveryAudit(answers, target, awakenings);
        audit.delivered(true);
        audit.visits();
        return audit.violations();
    }

    private List<String> disorder() {
        var audit = new DeliveryAudit(answers, target, awakenings);
        audit.inOrder(Set.of());
        return audit.violations();
    }
}
