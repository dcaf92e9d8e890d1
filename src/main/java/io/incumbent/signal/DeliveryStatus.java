package io.incumbent.signal;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of a signal's delivery, as stored in the column {@code deliveries.status}. A newer release may store others:
 * whoever reads the column passes its text on, and asks here only for what it must decide.
 */
public enum DeliveryStatus {
    /** Not claimed yet, or made due again by an operator. */
    QUEUED,
    /** Claimed, until the claim ends. */
    PROCESSING,
    /** Processed. */
    COMPLETED,
    /** The last attempt failed; another attempt will follow. */
    FAILED,
    /** Given up; only a manual retry makes it due again. */
    DEAD;

    /** @return empty if it is a status of a newer release */
    public static Optional<DeliveryStatus> of(String stored) {
        return Stream.of(values())
                .filter(status -> status.name().equals(stored))
                .findFirst();
    }
}
