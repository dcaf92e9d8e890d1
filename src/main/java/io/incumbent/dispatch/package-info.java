/**
 * When are due signals claimed, handed over and settled?
 *
 * <p>{@link io.incumbent.dispatch.Dispatcher} is a thread of its own that claims what is due, has it delivered and reports
 * the outcome. The statements are in {@code dispatch.queue}, the delivery over HTTP is in {@code dispatch.delivery}.
 */
@NullMarked
package io.incumbent.dispatch;

import org.jspecify.annotations.NullMarked;
