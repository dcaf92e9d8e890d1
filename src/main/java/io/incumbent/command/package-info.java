/**
 * Which commands answer without starting an instance? They run before the environment is checked and before Quarkus starts: no
 * CDI, no database, no log. {@link io.incumbent.command.Commands} names them. They work the same in a native binary: blocking I/O
 * of {@code java.base}, nothing reflective.
 */
@NullMarked
package io.incumbent.command;

import org.jspecify.annotations.NullMarked;
