package io.incumbent.observe;

import io.incumbent.dispatch.DeliveryStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The signals of this instance's group, and what became of them. */
public interface Signals {

    /**
     * One signal with its body and all its attempts.
     *
     * @return empty if there is none, or none any more
     * @throws LedgerUnavailable if the database does not answer
     */
    Optional<SignalDetails> read(UUID id);

    /** @throws LedgerUnavailable if the database does not answer */
    boolean exists(UUID id);

    /**
     * The newest that fit, newest first.
     *
     * @throws LedgerUnavailable if the database does not answer
     */
    List<SignalEntry> newest(Filter filter, int limit);

    /**
     * What is asked for; whatever is empty does not matter.
     *
     * @param before only signals whose id is lower. New ones have higher ids, so whoever goes on from the last id that he
     *     was given sees none twice and misses none that was there when he began
     */
    record Filter(Optional<DeliveryStatus> status, Optional<String> source, Optional<UUID> before) {}
}
