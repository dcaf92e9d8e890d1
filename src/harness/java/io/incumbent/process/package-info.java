/**
 * Instances of the product as real processes, and what a user can see of them from outside.
 *
 * <p>Every process is started through a {@link io.incumbent.stores.ProcessGroup}, so that nothing outlives the program
 * that started it, not even if that program is killed.
 */
@NullMarked
package io.incumbent.process;

import org.jspecify.annotations.NullMarked;
