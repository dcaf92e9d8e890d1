/** What can be asked about leaderships, instances and signals? All queries are read-only and have a time limit. */
@NullMarked
package io.incumbent.query;

import org.jspecify.annotations.NullMarked;
