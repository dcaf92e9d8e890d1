/**
 * How are requests read and errors answered, on every path?
 *
 * <p>What comes from memory is answered on the event loop, so that it is answered even while every worker thread hangs; what
 * needs the database runs on a virtual thread. Every error is a {@link io.incumbent.api.http.Problem}, whether the resource
 * found it, the framework, or the router before both.
 */
@NullMarked
package io.incumbent.api.http;

import org.jspecify.annotations.NullMarked;
