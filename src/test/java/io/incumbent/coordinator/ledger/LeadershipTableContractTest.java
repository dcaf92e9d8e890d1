package io.incumbent.coordinator.ledger;

import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The ledger's statements on a real PostgreSQL keep the contract that the simulation's fake keeps. */
@NeedsServers
class LeadershipTableContractTest implements LedgerContract {

    private static PostgresServer server;
    private static LedgerFixture database;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
        database = LedgerFixture.on(server);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Override
    public LedgerUnderTest ledger() {
        database.clear();
        return new LedgerUnderTest() {
            @Override
            public TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed) {
                return database.instance(bid.instance()).claim(bid.number(), highest, observed);
            }

            @Override
            public ReadAnswer read() {
                return database.instance("anybody").read();
            }

            @Override
            public TermAnswer renew(Bid bid, Term term) {
                return database.instance(bid.instance()).renew(bid.number(), term);
            }

            @Override
            public void release(Bid bid) {
                database.instance(bid.instance()).release(bid.number(), EndReason.STEPPED_DOWN);
            }

            @Override
            public VerifyAnswer readBack() {
                return database.instance("anybody").readBack();
            }

            @Override
            public Duration ttl() {
                return LedgerFixture.TTL;
            }

            /** By moving the leadership's times back; when it was given is not when time passed, and stays. */
            @Override
            public void pass(Duration time) {
                database.execute("UPDATE leadership SET renewed_at = renewed_at - interval '%1$d ms',"
                        .concat(" expires_at = expires_at - interval '%1$d ms'")
                        .formatted(time.toMillis()));
            }
        };
    }
}
