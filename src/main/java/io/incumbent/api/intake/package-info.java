/** How does a signal come in over HTTP? */
@NullMarked
package io.incumbent.api.intake;

import org.jspecify.annotations.NullMarked;
