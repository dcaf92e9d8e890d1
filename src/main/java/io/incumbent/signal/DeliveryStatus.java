package io.incumbent.signal;

/** How far a signal is. */
public enum DeliveryStatus {
    /** Waits to be claimed. */
    QUEUED,
    /** Claimed, until the claim ends. */
    PROCESSING,
    /** Done. */
    COMPLETED,
    /** An attempt failed; there will be another. */
    FAILED,
    /** Given up; only an operator brings it back. */
    DEAD
}
