package io.incumbent.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Puts the delivery together. */
@Singleton
class DeliveryBeans {

    /** Made at the start, so that settings which cannot work are refused there and not at the first signal. */
    @Produces
    @Singleton
    @Startup
    DeliveryHandler handler(DispatchConfig dispatch, DeliveryConfig delivery, Vertx vertx, MeterRegistry meters) {
        DeliverySettings.check(delivery);
        if (dispatch.url().isEmpty()) {
            return new NoTarget();
        }
        return http(
                vertx, DeliverySettings.of(dispatch.url().get(), dispatch.maxInFlight(), delivery), delivery, meters);
    }

    static HttpDelivery http(Vertx vertx, DeliverySettings settings, DeliveryConfig config, MeterRegistry meters) {
        var clock = InstantSource.system();
        var chance = new SecureRandom();
        return new HttpDelivery(
                vertx,
                settings,
                new Envelope(DeliverySettings.signer(config), clock),
                new Verdict(DeliverySettings.schedule(config, chance), config.clientError(), clock),
                DeliverySettings.breaker(config, chance),
                System::nanoTime,
                meters);
    }
}
