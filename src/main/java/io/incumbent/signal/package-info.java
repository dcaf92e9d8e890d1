/**
 * Intake: a webhook is verified, told apart from its own repeats, and stored under the fence, once.
 *
 * <p>A request is read, parsed and verified before anything else; then the leader asks its own memory whether it leads, so
 * that a follower costs the database nothing; then the signal is stored by the transaction that also asks PostgreSQL whether
 * the term still holds. Nothing is accepted under a term that is over, however long the process stood still between the two.
 * Whether it is a repeat is decided by a unique key inside that same transaction: a sender that never heard our answer may
 * ask again and is told the same id.
 */
@NullMarked
package io.incumbent.signal;

import org.jspecify.annotations.NullMarked;
