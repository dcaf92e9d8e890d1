package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.election.Bid;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One fresh connection at most, opened before the claim, used once, and closed by whoever ends the bid. */
@NeedsServers
class ReadBackConnectionTest {

    private static final Bid ONE = new Bid("ours", 1);
    private static final Bid TWO = new Bid("ours", 2);

    private final PostgresServer server = PostgresServer.start();
    private final String url = server.newDatabase();
    private final List<Connection> opened = new ArrayList<>();
    private final ReadBackConnection readBack = new ReadBackConnection(() -> {
        var connection = PostgresServer.connect(url);
        opened.add(connection);
        return connection;
    });

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itIsOpenedOnceForABidAndTakenOnce() throws SQLException {
        readBack.open(ONE);
        readBack.open(ONE);

        try (var taken = readBack.take(ONE)) {
            assertThat(opened).containsExactly(taken);
        }
        try (var again = readBack.take(ONE)) {
            assertThat(opened).hasSize(2).last().isEqualTo(again);
        }
    }

    @Test
    void theOneOfAnEarlierBidIsClosed() throws SQLException {
        readBack.open(ONE);
        readBack.open(TWO);

        assertThat(opened.getFirst().isClosed()).isTrue();
        readBack.close(ONE);
        assertThat(opened.getLast().isClosed()).isFalse();
        readBack.close(TWO);
        assertThat(opened.getLast().isClosed()).isTrue();
    }

    @Test
    void whoCannotOpenItIsToldBeforeTheClaim() {
        server.close();

        assertThatThrownBy(() -> readBack.open(ONE)).isInstanceOf(SQLException.class);
    }
}
