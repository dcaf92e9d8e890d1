/**
 * Where PostgreSQL is, the schema in it, and the pool for traffic. Brought up in the background and tried until it is done: a database that does
 * not answer is no reason to exit, and one line says what is waited for.
 *
 * <pre>
 * UNINITIALIZED -> CONNECTING -> CHECKING_SCHEMA ---as needed--> VALIDATING -> READY
 *                    ^    ^            |  ^                         ^
 *                    |    |     behind |  | finished by another     |
 *                    |    |            v  |                         |
 *                    |    |     ACQUIRING_LOCK -> CHECKING_SCHEMA -> MIGRATING
 *                    |    |                       (under the lock)
 *                    |    +-- away, late, overloaded: from any state, after a wait
 *                    +------- ERROR: what a human must mend; tried again all the same, after a wait
 * </pre>
 *
 * {@link io.incumbent.database.schema.SetupMachine} decides and does nothing else; {@link io.incumbent.database.schema.SetupRunner}
 * carries out; {@link io.incumbent.database.schema.SetupStatus} shows and logs. All of it happens on one fresh connection:
 *
 * <ul>
 *   <li>Most starts find the schema as needed and ask for no lock, so a holder that hangs delays only those who would have
 *       to change something. Who waits for the lock looks at the schema again each time, and names the holder.
 *   <li>The lock belongs to the session that migrates. Killed, the process loses both: the server notices a lost client
 *       within a second, also while a statement runs. Paused or cut off, it loses both after
 *       {@code incumbent.schema.holder-silence}, and learns of it at its next word. A migration and its line in the history
 *       are one transaction, so whatever was the last step, the next process finds a whole number of migrations.
 *   <li>After the migrations everything that the code uses is looked for: tables, columns and their types, indexes, the
 *       user's rights. A schema that is newer than this program is an error: what a newer release has changed, this one may
 *       not lead on. An instance that was ready before goes on; it is asked again at its next start.
 *   <li>A session lock means nothing behind a pooler that gives each transaction another session, so there the connection
 *       must go around it ({@code incumbent.schema.direct-url}).
 * </ul>
 *
 * <p>{@link io.incumbent.database.connection.ConnectionPool} is the one door to the pool for traffic. Its outcomes are three: the work was
 * done on a connection of its own; {@link io.incumbent.database.connection.PoolExhaustedException}, nothing was tried and later may be better; an
 * {@link java.sql.SQLException}. Whatever the work leaves open is rolled back, and its session is as new for the next.
 *
 * <p>READY is final. Whether PostgreSQL answers just now is the election's business, which asks at each beat.
 */
@NullMarked
package io.incumbent.database;

import org.jspecify.annotations.NullMarked;
