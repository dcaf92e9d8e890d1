/** What was this process told to be, and how is a wrong value reported? */
@NullMarked
package io.incumbent.config;

import org.jspecify.annotations.NullMarked;
