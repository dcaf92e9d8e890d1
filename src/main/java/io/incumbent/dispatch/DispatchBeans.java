package io.incumbent.dispatch;

import io.agroal.api.AgroalDataSource;
import io.incumbent.config.ConfigRules;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.Leadership;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.dispatch.delivery.DeliveryConfig;
import io.incumbent.dispatch.delivery.DeliverySettings;
import io.incumbent.dispatch.delivery.HttpDelivery;
import io.incumbent.dispatch.delivery.RetrySchedule;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.dispatch.queue.QueueMaintenance;
import io.incumbent.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Creates the parts of a dispatcher. Validates the configuration at the start, whether a target is configured or not. */
@Singleton
class DispatchBeans {

    private static final String PREFIX = "incumbent.dispatch.";
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final int COUNT_MAX = 10_000;

    private final ClaimStore claims;
    private final QueueMaintenance maintenance;
    private final Leadership leadership;
    private final DatabaseErrorMessage errorMessage;
    private final DispatchConfig config;
    private final DeliveryConfig delivery;
    private final Optional<DeliverySettings> target;
    private final RetrySchedule schedule;
    private final InstanceIdentity identity;
    private final Ticker ticker;
    private final ConnectionPool connections;
    private final AgroalDataSource direct;
    private final Vertx vertx;
    private final MeterRegistry meters;

    /** @throws ConfigurationException naming the key, the rule and the value */
    DispatchBeans(
            ClaimStore claims,
            QueueMaintenance maintenance,
            Leadership leadership,
            DatabaseErrorMessage errorMessage,
            DispatchConfig config,
            DeliveryConfig delivery,
            RetrySchedule schedule,
            InstanceIdentity identity,
            Ticker ticker,
            ConnectionPool connections,
            @DataSource("setup") AgroalDataSource direct,
            Vertx vertx,
            MeterRegistry meters) {
        check(config);
        DeliverySettings.check(delivery);
        this.claims = claims;
        this.maintenance = maintenance;
        this.leadership = leadership;
        this.errorMessage = errorMessage;
        this.config = config;
        this.delivery = delivery;
        this.target = config.url().map(url -> DeliverySettings.of(url, config.maxInFlight(), delivery));
        this.schedule = schedule;
        this.identity = identity;
        this.ticker = ticker;
        this.connections = connections;
        this.direct = direct;
        this.vertx = vertx;
        this.meters = meters;
    }

    /** Must be called only if a target is configured: without one, signals wait until workers claim them over HTTP. */
    DispatcherContext context() {
        return new DispatcherContext(
                claims,
                maintenance,
                HttpDelivery.of(vertx, target.orElseThrow(), delivery, schedule, ticker, meters),
                leadership,
                identity::registered, // and therefore the database is ready
                config,
                identity::instance,
                ticker,
                errorMessage::explain);
    }

    QueueListener listener(DispatcherContext context, Runnable wake) {
        return new QueueListener(direct::getConnection, identity.group(), context::mayWork, context.backoff(), wake);
    }

    QueueNotifier notifier(DispatcherContext context) {
        return new QueueNotifier(connections, identity.group(), context.threads());
    }

    private static void check(DispatchConfig config) {
        ConfigRules.between(PREFIX + "max-in-flight", config.maxInFlight(), 1, COUNT_MAX, 32);
        ConfigRules.between(PREFIX + "batch", config.batch(), 1, COUNT_MAX, 100);
        ConfigRules.atLeast(PREFIX + "claim-lease", config.claimLease(), SHORTEST_LEASE, Duration.ofSeconds(15));
        ConfigRules.atLeast(PREFIX + "poll-interval", config.pollInterval(), SHORTEST_POLL, Duration.ofSeconds(5));
        ConfigRules.atLeast(PREFIX + "drain-timeout", config.drainTimeout(), Duration.ZERO, Duration.ofSeconds(5));
    }
}
