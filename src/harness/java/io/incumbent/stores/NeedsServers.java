package io.incumbent.stores;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that starts servers, or the product inside of Quarkus. {@code make check} leaves it out. */
@Tag(NeedsServers.TAG)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsServers {

    /** What the build knows it by. */
    String TAG = "servers";
}
