/**
 * Who leads now, and how is the election run in this process?
 *
 * <p>The shell around the election: what the core decides is carried out here, and every answer is reported to the core.
 *
 * <h2>Threads</h2>
 *
 * One thread owns the role, {@link io.incumbent.coordinator.ElectionLoop}: it takes events from an inbox, asks the core,
 * publishes the new role and only then hands its commands out. It does no I/O, so nothing can make it late but the
 * processor. Each command runs on a virtual thread of its own ({@link io.incumbent.coordinator.CommandExecutor}) and comes
 * back as an event; one that takes longer than its limit is interrupted and counts as unanswered. Everybody else reads the
 * one volatile role and compares its deadline with the clock, at the moment of asking: readiness and {@code term()} turn
 * false when trust is over even if every thread hangs.
 *
 * <p>Its children: {@code redis} keeps the lease, {@code ledger} PostgreSQL's side, {@code fence} the guard of other work,
 * {@code tasks} what runs beside the election.
 */
@NullMarked
package io.incumbent.coordinator;

import org.jspecify.annotations.NullMarked;
