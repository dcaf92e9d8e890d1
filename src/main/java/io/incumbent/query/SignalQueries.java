package io.incumbent.query;

import io.incumbent.signal.DeliveryStatus;
import io.incumbent.signal.SignalBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The queries for the signals of this instance's group and the state of their deliveries. */
public interface SignalQueries {

    /**
     * One signal with its body and its newest attempts.
     *
     * @return empty if it does not exist, or was deleted
     * @throws DatabaseUnavailableException if the database does not answer
     */
    Optional<Details> read(UUID id);

    /** @throws DatabaseUnavailableException if the database does not answer */
    boolean exists(UUID id);

    /**
     * The newest signals that match the filter, newest first.
     *
     * @throws DatabaseUnavailableException if the database does not answer
     */
    List<Entry> newest(Filter filter, int limit);

    /**
     * The filter of a query; an empty member does not restrict.
     *
     * @param before only signals whose id is lower. New signals have higher ids, so a caller that pages by the last id of
     *     each page gets no signal twice and misses none that existed at the first page
     */
    record Filter(Optional<DeliveryStatus> status, Optional<String> source, Optional<UUID> before) {}

    /**
     * One signal. All times are the database's.
     *
     * @param status as stored: a {@link DeliveryStatus}, or one of a newer release
     * @param receivedTerm empty if the instance that stored it did not lead
     * @param dueAt when it may be claimed; of a claimed signal, when the claim ends; without meaning once it is finished
     * @param attempt number of the present or last attempt; 0 before the first
     * @param finishedAt when it was completed or became dead; empty before
     * @param detail result of the last attempt; empty before
     */
    record Entry(
            UUID id,
            String source,
            String key,
            Optional<String> orderingKey,
            String status,
            Instant receivedAt,
            String receivedBy,
            OptionalLong receivedTerm,
            Instant dueAt,
            int attempt,
            Optional<Instant> finishedAt,
            Optional<String> detail) {}

    /**
     * One signal, with all that is stored about it.
     *
     * @param contentType as sent; empty if none was
     * @param attempts oldest first; the newest 50 and the present one
     */
    record Details(Entry entry, Optional<String> contentType, SignalBody body, List<Attempt> attempts) {

        /**
         * One attempt.
         *
         * @param by the owner of the claim: an instance, or one claim by pull
         * @param term the term of the claim; empty if all instances work
         * @param to when it ended; empty while it lasts
         * @param outcome {@code processing}, {@code completed}, {@code failed}, {@code lost} or {@code dead}
         * @param detail empty if nothing was reported
         */
        public record Attempt(
                int attempt,
                String by,
                OptionalLong term,
                Instant from,
                Optional<Instant> to,
                String outcome,
                Optional<String> detail) {}
    }
}
