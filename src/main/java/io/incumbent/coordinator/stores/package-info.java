/**
 * What the election asks of its stores, and how: {@link io.incumbent.coordinator.stores.LeaseStore} is Redis,
 * {@link io.incumbent.coordinator.stores.TermStore} is PostgreSQL, and
 * {@link io.incumbent.coordinator.stores.StoreCalls} makes every call to them with a time limit. The simulation has its own
 * of all three, in virtual time, and runs the rest of the shell as it is.
 */
@NullMarked
package io.incumbent.coordinator.stores;

import org.jspecify.annotations.NullMarked;
