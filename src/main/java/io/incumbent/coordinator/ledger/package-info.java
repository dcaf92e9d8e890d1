/**
 * What is stored in PostgreSQL about terms and instances, and with which statements?
 *
 * <p>{@link io.incumbent.coordinator.ledger.Ledger}: each call is one round trip in autocommit, so that a process paused at
 * any point leaves no lock behind. Who leads is stored once, in table {@code leadership}; that an instance leads is derived
 * from it by a view, so no late heartbeat can write an old state over a new one. Every time in it is read from the
 * database's clock. Every id in it was registered by one process, which its nonce tells from others.
 */
@NullMarked
package io.incumbent.coordinator.ledger;

import org.jspecify.annotations.NullMarked;
