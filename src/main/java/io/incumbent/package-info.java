/** The process: how it starts, and what it says if it cannot. */
@NullMarked
package io.incumbent;

import org.jspecify.annotations.NullMarked;
