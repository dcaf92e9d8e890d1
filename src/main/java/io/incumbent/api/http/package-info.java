/**
 * How are requests read and errors answered, on every path?
 *
 * <p>Answers from memory are given on the event loop, so they work even while every worker thread hangs. Calls that need the
 * database run on a virtual thread. Every error is a {@link io.incumbent.api.http.Problem}, also if the framework or the
 * router found it.
 */
@NullMarked
package io.incumbent.api.http;

import org.jspecify.annotations.NullMarked;
