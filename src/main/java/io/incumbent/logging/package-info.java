/** How is an outage logged once, and how is foreign text made fit for one line? */
@NullMarked
package io.incumbent.logging;

import org.jspecify.annotations.NullMarked;
