package io.incumbent.dispatch;

import io.agroal.api.AgroalDataSource;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.Leadership;
import io.incumbent.database.Connections;
import io.incumbent.database.DatabaseReady;
import io.incumbent.database.DatabaseTrouble;
import io.incumbent.time.Ticker;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Puts the parts together. */
@Singleton
class DispatchWorks {

    private final Claims claims;
    private final Upkeep upkeep;
    private final Instance<DeliveryHandler> handler;
    private final Leadership leadership;
    private final DatabaseReady ready;
    private final DatabaseTrouble troubles;
    private final DispatchConfig config;
    private final InstanceIdentity identity;
    private final Ticker ticker;
    private final Connections connections;
    private final AgroalDataSource direct;

    DispatchWorks(
            Claims claims,
            Upkeep upkeep,
            Instance<DeliveryHandler> handler,
            Leadership leadership,
            DatabaseReady ready,
            DatabaseTrouble troubles,
            DispatchConfig config,
            InstanceIdentity identity,
            Ticker ticker,
            Connections connections,
            @DataSource("setup") AgroalDataSource direct) {
        this.claims = claims;
        this.upkeep = upkeep;
        this.handler = handler;
        this.leadership = leadership;
        this.ready = ready;
        this.troubles = troubles;
        this.config = config;
        this.identity = identity;
        this.ticker = ticker;
        this.connections = connections;
        this.direct = direct;
    }

    DispatchParts parts() {
        return new DispatchParts(
                claims,
                upkeep,
                handler.get(),
                leadership,
                ready::ready,
                config,
                identity.instance(),
                ticker,
                troubles::explain);
    }

    Line line(DispatchParts parts, Runnable call) {
        return new Line(direct::getConnection, identity.group(), parts::mayWork, parts.backoff(), call);
    }

    Herald herald(DispatchParts parts) {
        return new Herald(connections, identity.group(), parts.threads());
    }
}
