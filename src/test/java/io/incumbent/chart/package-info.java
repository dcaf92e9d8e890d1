/** The Helm chart: its values, what they are rendered to, and what is refused. */
@NullMarked
package io.incumbent.chart;

import org.jspecify.annotations.NullMarked;
