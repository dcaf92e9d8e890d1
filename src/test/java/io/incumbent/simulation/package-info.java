/**
 * A seeded world around the pure core: instances with clocks of their own, a network that loses, doubles and delays, two
 * stores that fail. Everything that happens in it is drawn from one seed, so whatever went wrong once goes wrong again.
 */
@NullMarked
package io.incumbent.simulation;

import org.jspecify.annotations.NullMarked;
