/**
 * Who leads now, and how is the election run in this process?
 *
 * <p>The pure {@code election} decides. This package executes its commands and returns every answer as an event.
 *
 * <h2>Threads</h2>
 *
 * One thread owns the role, {@link io.incumbent.coordinator.ElectionLoop}: it takes an event from its queue, asks the
 * election, publishes the new role and only then executes the commands. It does no I/O, so only a lack of processor time
 * can delay it. Each command runs on a virtual thread of its own ({@link io.incumbent.coordinator.CommandExecutor}) and
 * comes back as an event; a call that exceeds its time limit is interrupted and counts as unanswered. All other threads
 * read the one volatile role and compare its deadline with the clock: readiness and {@code term()} change when trust is
 * over, even if every thread hangs.
 *
 * <h2>Identity</h2>
 *
 * The id of an instance is drawn. Before the first bid {@link io.incumbent.coordinator.Registrar} writes it to PostgreSQL with
 * a nonce of this process; whoever finds another nonce there draws another id. So the id may change until then, and
 * nothing is written under it: no bid, no signal, no claim.
 *
 * <p>Its children: {@code redis} keeps the lease, {@code ledger} keeps terms and instances in PostgreSQL, {@code fence}
 * runs fenced work, and {@code tasks} has the periodic tasks beside the election.
 */
@NullMarked
package io.incumbent.coordinator;

import org.jspecify.annotations.NullMarked;
