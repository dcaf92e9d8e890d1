package io.incumbent.observe;

import java.util.List;

/** Who led when, and why that began and ended. */
public interface History {

    /**
     * The newest leaderships of this instance's group, newest first.
     *
     * @throws LedgerUnavailable if the database does not answer
     */
    List<HistoryEntry> newest(int limit);
}
