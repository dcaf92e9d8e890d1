/**
 * What can be asked about leaderships, instances and signals? Reads PostgreSQL through the pool for traffic, on every
 * instance.
 */
@NullMarked
package io.incumbent.observe;

import org.jspecify.annotations.NullMarked;
