/** How do workers and operators use the queue over HTTP? */
@NullMarked
package io.incumbent.api.queue;

import org.jspecify.annotations.NullMarked;
