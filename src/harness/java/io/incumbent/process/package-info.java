/**
 * Real processes: instances of the product, a real PostgreSQL, a real Redis, and what a user can see of them from
 * outside. The demo and the cluster tests share it.
 *
 * <p>Every process is started through a {@link io.incumbent.process.ProcessGroup}, so that nothing outlives the program
 * that started it, not even if that program is killed.
 */
@NullMarked
package io.incumbent.cluster;

import org.jspecify.annotations.NullMarked;
