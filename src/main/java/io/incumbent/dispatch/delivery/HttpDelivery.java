package io.incumbent.dispatch.delivery;

import io.incumbent.dispatch.delivery.CircuitBreaker.Change;
import io.incumbent.dispatch.delivery.CircuitBreaker.Permit;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Delivers by POST to one target. Nothing here blocks, so a slow target costs a place in flight and no thread. */
public final class HttpDelivery implements DeliveryHandler {

    private static final Logger LOG = Logger.getLogger(HttpDelivery.class);

    /** Shorter than most servers keep an idle connection, which they may close just when we begin to use it. */
    private static final int IDLE_SECONDS = 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final DeliverySettings settings;
    private final DeliveryHeaders headers;
    private final ResponsePolicy policy;
    private final CircuitBreaker breaker;
    private final Ticker ticker;
    private final DeliveryMeters meters;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private int inFlight;

    private HttpDelivery(
            Vertx vertx,
            DeliverySettings settings,
            DeliveryHeaders headers,
            ResponsePolicy policy,
            CircuitBreaker breaker,
            Ticker ticker,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.headers = headers;
        this.policy = policy;
        this.breaker = breaker;
        this.ticker = ticker;
        this.meters = new DeliveryMeters(registry, this::underWay, () -> breaker.closed() ? 0 : 1);
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) settings.connectTimeout().toMillis())
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setTcpKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(settings.maxInFlight()));
    }

    public static HttpDelivery of(
            Vertx vertx,
            DeliverySettings settings,
            DeliveryConfig config,
            RetrySchedule schedule,
            MeterRegistry registry) {
        var clock = InstantSource.system();
        return new HttpDelivery(
                vertx,
                settings,
                new DeliveryHeaders(DeliverySettings.signer(config), clock),
                new ResponsePolicy(schedule, config.clientError(), clock),
                DeliverySettings.breaker(config, new SecureRandom()),
                System::nanoTime,
                registry);
    }

    @Override
    public CompletionStage<Outcome> deliver(ClaimedSignal signal, SendPermission permission) {
        var begun = ticker.nanos();
        var admitted = admit(begun);
        if (admitted.isEmpty()) {
            meters.ended(new Outcome.GivenBack(), Duration.ZERO);
            return CompletableFuture.completedStage(new Outcome.GivenBack());
        }
        var permit = admitted.get();
        var outcome = new CompletableFuture<Outcome>();
        DeliveryRequest.send(
                        vertx,
                        client,
                        settings,
                        () -> headers.headers(signal),
                        signal.body().bytes(),
                        () -> breaker.valid(permit) && permission.maySend())
                .onSuccess(result -> {
                    var what = settled(result, permit, signal);
                    meters.ended(what, Duration.ofNanos(ticker.nanos() - begun));
                    outcome.complete(what);
                    listeners.forEach(Runnable::run);
                });
        return outcome;
    }

    /** Judged, and reported to the breaker, and its place is free again. */
    private Outcome settled(RequestResult result, Permit permit, ClaimedSignal signal) {
        long now = ticker.nanos();
        // it cost the target nothing, and the breaker knows enough by others: not worth an attempt
        boolean spared = result instanceof RequestResult.NoConnection && !breaker.valid(permit);
        var outcome = spared ? new Outcome.GivenBack() : policy.outcome(result, signal);
        if (outcome instanceof Outcome.GivenBack) {
            breaker.unused(permit, now);
        } else if (!ResponsePolicy.targetFailing(result)) {
            told(breaker.succeeded(permit), outcome, now);
        } else {
            told(breaker.failed(permit, now), outcome, now);
        }
        LOG.debugf(
                "delivery signal=%s attempt=%d outcome=%s",
                signal.handle().signal(), signal.handle().attempt(), outcome);
        left();
        return outcome;
    }

    private void told(Change change, Outcome outcome, long now) {
        switch (change) {
            case OPENED ->
                LOG.warnf(
                        "target fails, left alone for now target=%s pauseMs=%d last=%s",
                        settings.name(), breaker.openFor(now).toMillis(), outcome.detail());
            case CLOSED -> LOG.infof("target works again target=%s", settings.name());
            case NONE -> {}
        }
    }

    @Override
    public synchronized int room() {
        return breaker.permits(settings.maxInFlight() - inFlight, ticker.nanos());
    }

    @Override
    public Duration untilRoom() {
        return breaker.openFor(ticker.nanos());
    }

    @Override
    public void onRoom(Runnable listener) {
        listeners.add(listener);
    }

    private synchronized Optional<Permit> admit(long now) {
        if (inFlight >= settings.maxInFlight()) {
            return Optional.empty();
        }
        var permit = breaker.admit(now);
        permit.ifPresent(_ -> inFlight++);
        return permit;
    }

    private synchronized void left() {
        inFlight--;
    }

    private synchronized int underWay() {
        return inFlight;
    }
}
