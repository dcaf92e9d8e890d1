/** The shell around the election: threads, Redis, PostgreSQL, and what the rest of the code may ask. */
@NullMarked
package io.incumbent.coordinator;

import org.jspecify.annotations.NullMarked;
