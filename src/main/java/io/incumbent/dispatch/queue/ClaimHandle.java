package io.incumbent.dispatch.queue;

import java.util.UUID;

/**
 * Identifies one claim. A report of an outcome names it, and changes nothing if the claim was taken over meanwhile.
 *
 * @param signal the signal's id
 * @param owner the owner of the claim: an instance, or one claim over HTTP
 * @param attempt number of the attempt, from 1
 */
public record ClaimHandle(UUID signal, String owner, int attempt) {}
