/** Which paths answer who leads, which instances are known, and whether the database is set up? */
@NullMarked
package io.incumbent.api.status;

import org.jspecify.annotations.NullMarked;
