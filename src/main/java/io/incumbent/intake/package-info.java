/**
 * What becomes of a request that brings a signal, until it is stored?
 *
 * <p>A request is first read, authenticated and parsed. Then the instance checks in memory whether it leads, so that a follower
 * costs the database nothing. Then the signal is stored by a transaction that also checks in PostgreSQL that the term still
 * holds. So nothing is accepted under a term that is over, however long the process was paused in between. A unique key decides
 * in the same transaction whether the signal is a repeat: a sender that did not receive the answer may send it again and gets
 * the same id.
 */
@NullMarked
package io.incumbent.intake;

import org.jspecify.annotations.NullMarked;
