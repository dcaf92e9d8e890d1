package io.incumbent.health;

import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Keeps a worker thread until it is let go. */
@Path("/test-only/hang")
@IfBuildProperty(name = "incumbent.test.hang", stringValue = "true")
@Singleton
public class BlockingTestResource {

    private final AtomicInteger hanging = new AtomicInteger();
    private volatile CountDownLatch released = new CountDownLatch(0);

    public void hold() {
        released = new CountDownLatch(1);
    }

    public void release() {
        released.countDown();
    }

    public int hanging() {
        return hanging.get();
    }

    @GET
    @Operation(hidden = true)
    public String hang() throws InterruptedException {
        hanging.incrementAndGet();
        try {
            released.await();
            return "let go";
        } finally {
            hanging.decrementAndGet();
        }
    }
}
