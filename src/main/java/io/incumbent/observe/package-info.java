/** What can be seen from the outside: history, instances, and whether this one is healthy. */
@NullMarked
package io.incumbent.observe;

import org.jspecify.annotations.NullMarked;
