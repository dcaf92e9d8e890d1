/**
 * What becomes of a request that brings a signal, until it is stored?
 *
 * <p>A request is read, parsed and verified before anything else; then the leader asks its own memory whether it leads, so
 * that a follower costs the database nothing; then the signal is stored by the transaction that also asks PostgreSQL whether
 * the term still holds. Nothing is accepted under a term that is over, however long the process stood still between the two.
 * Whether it is a repeat is decided by a unique key inside that same transaction: a sender that never received our answer
 * may ask again and gets the same id.
 */
@NullMarked
package io.incumbent.intake;

import org.jspecify.annotations.NullMarked;
