/**
 * What does an instance do from time to time beside the election? Nothing here decides who leads: a release notification is
 * a hint, a check warns, and a heartbeat shows that an instance is there.
 */
@NullMarked
package io.incumbent.coordinator.tasks;

import org.jspecify.annotations.NullMarked;
