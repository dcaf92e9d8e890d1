/**
 * What an operator may ask of the ledger: who led and why it ended, who is there, what became of
 * signals. Metrics live here, too.
 */
@NullMarked
package io.incumbent.observe;

import org.jspecify.annotations.NullMarked;
