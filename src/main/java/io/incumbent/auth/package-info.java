/** How does a caller prove who it is (signature, bearer token)? Knows neither requests nor signals. */
@NullMarked
package io.incumbent.auth;

import org.jspecify.annotations.NullMarked;
