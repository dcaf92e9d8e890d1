package io.incumbent.query;

import io.incumbent.signal.DeliveryStatus;
import io.incumbent.signal.SignalBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The signals of this instance's group, and how far each is processed. */
public interface SignalQueries {

    /**
     * One signal with its body and its newest attempts.
     *
     * @return empty if there is none, or none any more
     * @throws DatabaseUnavailableException if the database does not answer
     */
    Optional<Details> read(UUID id);

    /** @throws DatabaseUnavailableException if the database does not answer */
    boolean exists(UUID id);

    /**
     * The newest signals that the filter lets through, newest first.
     *
     * @throws DatabaseUnavailableException if the database does not answer
     */
    List<Entry> newest(Filter filter, int limit);

    /**
     * Which signals are asked for; an empty member does not restrict.
     *
     * @param before only signals whose id is lower. New signals have higher ids, so a caller that pages by the last id of
     *     each page gets no signal twice and misses none that existed at the first page
     */
    record Filter(Optional<DeliveryStatus> status, Optional<String> source, Optional<UUID> before) {}

    /**
     * One signal. All times are the database's.
     *
     * @param receivedTerm empty if an instance stored it that did not lead
     * @param dueAt from when on it may be claimed; of a claimed one, when the claim ends; of no meaning once it is finished
     * @param attempt number of the present or last attempt; 0 before the first
     * @param finishedAt when it was completed or given up; empty before
     * @param detail result of the last attempt; empty before
     */
    record Entry(
            UUID id,
            String source,
            String key,
            Optional<String> orderingKey,
            DeliveryStatus status,
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
         * @param by who made it: an instance, or one claim by pull
         * @param term that it was made under; empty if all instances work
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
