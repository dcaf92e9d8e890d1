/** Each package below answers one question, with which its description begins. */
@NullMarked
package io.incumbent;

import org.jspecify.annotations.NullMarked;
