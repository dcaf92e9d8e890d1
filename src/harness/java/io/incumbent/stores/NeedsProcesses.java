package io.incumbent.stores;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test of processes of the product, on servers of its own. {@code make check} leaves it out; {@code make test} runs it
 * beside those that run inside of the JVM, since it mostly waits. So nothing of the product may run in the test itself.
 */
@Tag(NeedsServers.TAG)
@Execution(ExecutionMode.CONCURRENT)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsProcesses {}
