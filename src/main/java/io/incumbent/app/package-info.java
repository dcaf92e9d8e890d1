/**
 * How does the process start, in what order does it stop, and what does it say if it cannot start?
 *
 * <p>{@link io.incumbent.app.Main} is the entry; {@link io.incumbent.app.ServiceLifecycle} holds the order of start and of
 * stop (SIGTERM), one method each, read from top to bottom.
 */
@NullMarked
package io.incumbent.app;

import org.jspecify.annotations.NullMarked;
