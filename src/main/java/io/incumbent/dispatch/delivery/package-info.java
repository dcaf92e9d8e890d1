/** How is one signal sent to the target, and what follows from its answer? */
@NullMarked
package io.incumbent.dispatch.delivery;

import org.jspecify.annotations.NullMarked;
