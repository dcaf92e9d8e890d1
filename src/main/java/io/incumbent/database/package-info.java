/**
 * Where PostgreSQL is, and the schema in it. Started in the background and retried until done: a database that does not
 * answer is no reason to exit, and one line says what is waited for.
 */
@NullMarked
package io.incumbent.database;

import org.jspecify.annotations.NullMarked;
