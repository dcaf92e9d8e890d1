/** Real stores for tests, with the faults that they can have. */
@NullMarked
package io.incumbent.stores;

import org.jspecify.annotations.NullMarked;
