package io.incumbent.signal;

/** The status of a signal's delivery, as stored in the column {@code deliveries.status}. */
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
    DEAD
}
