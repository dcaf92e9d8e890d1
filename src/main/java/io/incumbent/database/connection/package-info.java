/**
 * Where is PostgreSQL, who gets a connection and in what state, and what does an SQL error mean?
 *
 * <p>All traffic gets its connections from {@link io.incumbent.database.connection.ConnectionPool}. Its outcomes are three:
 * the work was done on a connection of its own; {@link io.incumbent.database.connection.PoolExhaustedException}, nothing was
 * tried and later may be better; an {@link java.sql.SQLException}. Whatever the work leaves open is rolled back, and its
 * session is as new for the next.
 */
@NullMarked
package io.incumbent.database.connection;

import org.jspecify.annotations.NullMarked;
