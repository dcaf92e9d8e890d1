/** Which rules hold for the sources as a whole: arrows, sizes, marks of tests, coverage? */
@NullMarked
package io.incumbent;

import org.jspecify.annotations.NullMarked;
