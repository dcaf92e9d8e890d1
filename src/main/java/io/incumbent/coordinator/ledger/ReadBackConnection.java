package io.incumbent.coordinator.ledger;

import io.incumbent.election.Bid;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The fresh connection on which one bid reads its claim back. It is opened before the claim and used once. Only one bid
 * of an instance is ever under way, so there is one connection at most.
 */
final class ReadBackConnection {

    private final Opener fresh;
    private @Nullable Bid bid;
    private @Nullable Connection connection;

    /** @param fresh opens a new connection at each call */
    ReadBackConnection(Opener fresh) {
        this.fresh = fresh;
    }

    /** Does nothing if the one of {@code next} is open already. */
    void open(Bid next) throws SQLException {
        if (!isOpen(next)) {
            keep(next, fresh.open());
        }
    }

    /** The connection of {@code wanted}, which the caller closes. */
    Connection take(Bid wanted) throws SQLException {
        var kept = takeKept(wanted);
        return kept != null ? kept : fresh.open();
    }

    void close(Bid ended) {
        closeQuietly(takeKept(ended));
    }

    private synchronized boolean isOpen(Bid wanted) {
        return connection != null && wanted.equals(bid);
    }

    private void keep(Bid next, Connection opened) {
        Connection former;
        synchronized (this) {
            former = connection;
            connection = opened;
            bid = next;
        }
        closeQuietly(former);
    }

    private synchronized @Nullable Connection takeKept(Bid wanted) {
        var kept = wanted.equals(bid) ? connection : null;
        if (kept != null) {
            connection = null;
            bid = null;
        }
        return kept;
    }

    /** Opens a new connection at each call. */
    @FunctionalInterface
    interface Opener {
        Connection open() throws SQLException;
    }

    private static void closeQuietly(@Nullable Connection unused) {
        if (unused != null) {
            try {
                unused.close();
            } catch (SQLException e) {
                // it was never used, and the server notices its end
            }
        }
    }
}
