package io.incumbent.observe;

import io.incumbent.dispatch.DeliveryStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One signal. All times are the database's.
 *
 * @param receivedTerm empty if an instance stored it that did not lead
 * @param dueAt from when on it may be claimed; of a claimed one, when the claim ends; of no meaning once it is finished
 * @param attempt number of the present or last attempt; 0 before the first
 * @param finishedAt when it was done or given up; empty before
 * @param detail what the last attempt came to; empty before
 */
public record SignalEntry(
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
