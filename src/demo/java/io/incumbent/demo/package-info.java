/**
 * {@code make demo}: a real PostgreSQL, a real Redis and several instances on this machine, watched from outside. The
 * user kills, stops or pauses instances and sees who leads then. Never part of the product's jar.
 */
@NullMarked
package io.incumbent.demo;

import org.jspecify.annotations.NullMarked;
