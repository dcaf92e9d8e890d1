/**
 * Where PostgreSQL is, and the schema in it. Started in the background and retried until done: a database that does not
 * answer is no reason to exit, and one line says what is waited for.
 *
 * <p>{@link io.incumbent.database.Connections} is the one door to the pool for traffic. Its outcomes are three: the work was
 * done on a connection of its own; {@link io.incumbent.database.PoolExhausted}, nothing was tried and later may be better; an
 * {@link java.sql.SQLException}. Whatever the work leaves open is rolled back, and its session is as new for the next.
 */
@NullMarked
package io.incumbent.database;

import org.jspecify.annotations.NullMarked;
