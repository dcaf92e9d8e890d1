/** The database: how it is reached and how it gets its schema. */
@NullMarked
package io.incumbent.database;

import org.jspecify.annotations.NullMarked;
