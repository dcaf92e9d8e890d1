/** The real stores, started and hurt by tests. */
@NullMarked
package io.incumbent.stores;

import org.jspecify.annotations.NullMarked;
