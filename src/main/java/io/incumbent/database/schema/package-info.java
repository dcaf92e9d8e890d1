/**
 * How is the schema brought to the version that this program needs, and how far is that?
 *
 * <p>The setup runs in the background and is repeated until it succeeds: a database that does not answer is no reason to
 * exit, and one line names the reason of the wait.
 *
 * <pre>
 * UNINITIALIZED -> CONNECTING -> CHECKING_SCHEMA ---as needed--> VALIDATING -> READY
 *                    ^    ^            |  ^                         ^
 *                    |    |     behind |  | finished by another     |
 *                    |    |            v  |                         |
 *                    |    |     ACQUIRING_LOCK -> CHECKING_SCHEMA -> MIGRATING
 *                    |    |                       (under the lock)
 *                    |    +-- unreachable, late, overloaded: from any state, after a wait
 *                    +------- ERROR: an operator must correct it; tried again all the same, after a wait
 * </pre>
 *
 * {@link io.incumbent.database.schema.SetupMachine} decides, {@link io.incumbent.database.schema.SetupRunner} executes,
 * and {@link io.incumbent.database.schema.SetupStatus} reports and logs. All statements run on one fresh connection:
 *
 * <ul>
 *   <li>Most starts find the schema as needed and take no lock, so a holder that hangs delays only instances that must
 *       migrate. An instance that waits for the lock reads the version again each time, and names the holder.
 *   <li>The lock belongs to the session that migrates. Killed, the process loses both: the server notices a lost client
 *       within a second, also while a statement runs. Paused or disconnected, it loses both after
 *       {@code incumbent.schema.holder-silence}, and its next statement fails. A migration and its line in the history are
 *       one transaction, so the next process always finds a whole number of migrations.
 *   <li>After the migrations all parts that the code uses are validated: tables, columns and their types, indexes, the
 *       user's rights. A schema that is newer than this program is used if each migration that the program does not know
 *       records that it works with a program of this version; it is validated like any other. Otherwise it is an error,
 *       since a newer release may have changed parts that this one uses. An instance that was ready before continues; the
 *       next check is at its next start.
 *   <li>A session lock means nothing behind a pooler that gives each transaction another session, so the connection of
 *       the setup must bypass it ({@code incumbent.schema.direct-url}).
 * </ul>
 *
 * <p>READY is final. Whether PostgreSQL answers at present is found out by the election, at each renewal.
 */
@NullMarked
package io.incumbent.database.schema;

import org.jspecify.annotations.NullMarked;
