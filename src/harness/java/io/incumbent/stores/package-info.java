/** Real stores that tests start, stop and disturb, and the group of processes that ends with the program that made it. */
@NullMarked
package io.incumbent.stores;

import org.jspecify.annotations.NullMarked;
