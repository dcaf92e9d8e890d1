/**
 * Everything about PostgreSQL that is not special to one table: {@code connection} has the pool for traffic and the
 * meaning of SQL errors, {@code schema} sets up the schema.
 */
@NullMarked
package io.incumbent.database;

import org.jspecify.annotations.NullMarked;
