/** Which paths tell who leads, who is there, and how far the database is? */
@NullMarked
package io.incumbent.api.status;

import org.jspecify.annotations.NullMarked;
