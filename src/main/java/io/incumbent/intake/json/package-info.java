/** Which bodies are accepted as JSON, and when do two mean the same? */
@NullMarked
package io.incumbent.intake.json;

import org.jspecify.annotations.NullMarked;
