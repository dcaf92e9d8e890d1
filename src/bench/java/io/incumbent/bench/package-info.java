/** Measurements that decide something. Each prints one table, with the machine that it was measured on. */
@NullMarked
package io.incumbent.bench;

import org.jspecify.annotations.NullMarked;
