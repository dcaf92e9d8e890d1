/** Tests of the whole: what holds for every package. */
@NullMarked
package io.incumbent;

import org.jspecify.annotations.NullMarked;
