package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.EndReason;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.TermAnswer.Granted;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@NeedsServers
class ClaimRaceTest {

    private static PostgresServer server;
    private static LedgerFixture ledger;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        ledger = LedgerFixture.on(server);
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void emptyLedger() {
        ledger.clear();
    }

    @Test
    void ofThreeConcurrentFirstBiddersExactlyOneWins() throws Exception {
        for (int round = 0; round < 30; round++) {
            ledger.clear();
            assertThat(granted(race(1))).hasSize(1);
        }
    }

    @Test
    void ofThreeConcurrentSuccessorsExactlyOneWinsAndTermsGrowByOne() throws Exception {
        ledger.instance("x").win(1);
        for (int round = 1; round <= 30; round++) {
            ledger.age("11 s");

            assertThat(granted(race(round)))
                    .extracting(answer -> answer.record().term())
                    .containsExactly(new Term(round + 1));
        }
    }

    @Test
    void aClaimAndItsOwnReleaseAtTheSameTimeLeaveNobodyLeading() throws Exception {
        var a = ledger.instance("a");
        for (int round = 1; round <= 60; round++) {
            int bid = round;
            atOnce(List.of(() -> a.claim(bid), () -> {
                a.release(bid, EndReason.UNVERIFIED);
                return new TermAnswer.Failed(); // a release has no answer of its own
            }));

            assertThat(a.readBack()).isEqualTo(new VerifyAnswer.Seen(Optional.empty()));
            assertThat(ledger.rows("SELECT * FROM leadership_history WHERE lost_at IS NULL"))
                    .isEmpty();
        }
    }

    @Test
    void aRenewalAndASuccessorsClaimAtTheSameTimeLeaveOneHolder() throws Exception {
        var a = ledger.instance("a");
        var b = ledger.instance("b");
        for (int round = 1; round <= 60; round++) {
            int bid = round;
            ledger.clear();
            var term = a.win(bid).term();
            ledger.age("11 s");

            var answers = atOnce(List.of(() -> a.renew(bid, term), () -> b.claim(bid)));

            assertThat(granted(answers)).hasSize(1);
        }
    }

    private static List<TermAnswer> race(long bid) throws Exception {
        return atOnce(Stream.of("a", "b", "c")
                .map(ledger::instance)
                .<Callable<TermAnswer>>map(bidder -> () -> bidder.claim(bid))
                .toList());
    }

    private static List<Granted> granted(List<TermAnswer> answers) {
        return answers.stream()
                .filter(Granted.class::isInstance)
                .map(Granted.class::cast)
                .toList();
    }

    private static List<TermAnswer> atOnce(List<Callable<TermAnswer>> calls) throws Exception {
        var start = new CyclicBarrier(calls.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<TermAnswer>>();
            for (var call : calls) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            var all = new ArrayList<TermAnswer>();
            for (var answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }
}
