/** What is a signal, for the intake that stores it, the dispatcher and the queries? */
@NullMarked
package io.incumbent.signal;

import org.jspecify.annotations.NullMarked;
