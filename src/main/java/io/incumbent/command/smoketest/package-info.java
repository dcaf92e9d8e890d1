/**
 * Does a release in a cluster do what it promises? One class for each promise, each a
 * {@link io.incumbent.command.smoketest.SmokeTest}; {@code helm test} runs them in pods of their own, by the command
 * {@code incumbent smoke-test}. They see the release as others do: by its Service and by the Kubernetes API.
 */
@NullMarked
package io.incumbent.command.smoketest;

import org.jspecify.annotations.NullMarked;
