/** Do the documents say what the code does? */
@NullMarked
package io.incumbent.documentation;

import org.jspecify.annotations.NullMarked;
