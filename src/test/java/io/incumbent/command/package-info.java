@NullMarked
package io.incumbent.command;

import org.jspecify.annotations.NullMarked;
