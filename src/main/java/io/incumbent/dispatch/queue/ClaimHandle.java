package io.incumbent.dispatch.queue;

import java.util.UUID;

/**
 * Names one claim. Whoever reports an outcome names it, and is not heard if the claim has passed to another meanwhile.
 *
 * @param signal the signal's id
 * @param owner who made the claim: an instance, or one claim by pull
 * @param attempt number of the attempt, from 1
 */
public record ClaimHandle(UUID signal, String owner, int attempt) {}
