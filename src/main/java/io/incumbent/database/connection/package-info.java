/**
 * Where is PostgreSQL, who gets a connection and in what state, and what does an SQL error mean?
 *
 * <p>All traffic gets its connections from {@link io.incumbent.database.connection.ConnectionPool}. Its outcomes are
 * three: the work was done on a connection of its own; {@link io.incumbent.database.connection.PoolExhaustedException},
 * the work was not begun and a later attempt may succeed; an {@link java.sql.SQLException}. An open transaction is
 * rolled back, and the session is reset for the next caller.
 */
@NullMarked
package io.incumbent.database.connection;

import org.jspecify.annotations.NullMarked;
