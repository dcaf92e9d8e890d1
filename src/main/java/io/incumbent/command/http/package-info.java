/** How does a command send one request, and what came back? */
@NullMarked
package io.incumbent.command.http;

import org.jspecify.annotations.NullMarked;
