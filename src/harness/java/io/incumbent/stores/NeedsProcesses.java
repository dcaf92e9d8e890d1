package io.incumbent.stores;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A test of processes of the product, on servers of its own. {@code make check} leaves it out; {@code make test} runs it
 * beside those that run inside of the JVM, since it mostly waits. So nothing of the product may run in the test itself.
 */
@Tag(NeedsServers.TAG)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = NeedsProcesses.LockOfTheClass.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsProcesses {

    /**
     * Concurrent are the classes, not the methods of one, which share its servers: where a class has a lock that is its own, JUnit
     * runs all that is in it on one thread.
     */
    final class LockOfTheClass implements ResourceLocksProvider {

        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            return Set.of(new Lock(testClass.getName()));
        }
    }
}
