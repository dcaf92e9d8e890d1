/**
 * {@code make demo}: a real PostgreSQL, a real Redis and several instances on this machine, watched from outside. One
 * may kill, stop or pause instances at will and see what becomes of the office. Never part of the product's jar.
 */
@NullMarked
package io.incumbent.demo;

import org.jspecify.annotations.NullMarked;
