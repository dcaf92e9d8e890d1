/** What calls the Service from inside of the cluster: one class that needs nothing but the JDK, run in a pod of its own. */
@NullMarked
package io.incumbent.kubernetes.caller;

import org.jspecify.annotations.NullMarked;
