/** A real Kubernetes, driven by kubectl and helm as a user does it: namespaces, releases of the chart, faults of nodes. */
@NullMarked
package io.incumbent.kubernetes;

import org.jspecify.annotations.NullMarked;
