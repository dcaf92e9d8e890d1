/** What is a signal, for everybody who handles one: the intake that stores it, the dispatcher, the queries? */
@NullMarked
package io.incumbent.signal;

import org.jspecify.annotations.NullMarked;
