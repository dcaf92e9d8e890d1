/** What can be asked about leaderships, instances and signals? Read only, and bounded in time. */
@NullMarked
package io.incumbent.query;

import org.jspecify.annotations.NullMarked;
