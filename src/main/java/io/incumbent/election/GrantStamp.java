package io.incumbent.election;

import java.time.Duration;

/**
 * What a store's record says about the newest grant. Bid, store, renewal and claim each write another text, so whoever
 * finds the same text again knows that nobody was granted anything in between.
 *
 * @param text compared as a whole, by the store as well
 * @param ttl how long that grant lasts, by the settings of the holder
 */
public record GrantStamp(String text, Duration ttl) {}
