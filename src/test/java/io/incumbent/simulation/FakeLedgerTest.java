package io.incumbent.simulation;

import io.incumbent.coordinator.ledger.LedgerContract;
import io.incumbent.coordinator.ledger.LedgerUnderTest;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.time.TestTicker;
import java.time.Duration;
import java.util.Optional;

class FakeLedgerTest implements LedgerContract {

    private static final Duration TTL = Duration.ofSeconds(10);

    @Override
    public LedgerUnderTest ledger() {
        var ticker = new TestTicker();
        var ledger = new FakeLedger(ticker, PlantedBug.FAITHFUL);
        return new LedgerUnderTest() {
            @Override
            public TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed) {
                return ledger.claim(bid, highest, observed, TTL, ticker.nanos());
            }

            @Override
            public ReadAnswer read() {
                return ledger.read();
            }

            @Override
            public TermAnswer renew(Bid bid, Term term) {
                return ledger.renew(bid, term, TTL, ticker.nanos());
            }

            @Override
            public void release(Bid bid) {
                ledger.release(bid, ticker.nanos());
            }

            @Override
            public VerifyAnswer readBack() {
                return new VerifyAnswer.Seen(ledger.readBack());
            }

            @Override
            public Duration ttl() {
                return TTL;
            }

            @Override
            public void pass(Duration time) {
                ticker.advance(time);
            }
        };
    }
}
