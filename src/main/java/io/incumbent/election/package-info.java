/** Leader election. */
@NullMarked
package io.incumbent.election;

import org.jspecify.annotations.NullMarked;
