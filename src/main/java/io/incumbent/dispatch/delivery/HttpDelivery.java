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

/** Delivers signals to one target by POST. Nothing here blocks, so a slow target occupies capacity but no thread. */
public final class HttpDelivery implements DeliveryHandler {

    private static final Logger LOG = Logger.getLogger(HttpDelivery.class);

    /** Shorter than the idle time-out of most servers, which could close a connection just as a request is sent on it. */
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
        this.meters = new DeliveryMeters(registry, this::inFlight, () -> breaker.closed() ? 0 : 1);
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
            Ticker ticker,
            MeterRegistry registry) {
        var clock = InstantSource.system();
        return new HttpDelivery(
                vertx,
                settings,
                new DeliveryHeaders(DeliverySettings.signer(config), clock),
                new ResponsePolicy(schedule, config.clientError(), clock),
                DeliverySettings.breaker(config, new SecureRandom()),
                ticker,
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

    /** Determines the outcome, reports the result to the circuit breaker and frees the capacity. */
    private Outcome settled(RequestResult result, Permit permit, ClaimedSignal signal) {
        long now = ticker.nanos();
        // not sent, and the breaker has opened meanwhile because of other deliveries: does not count as an attempt
        boolean uncounted = result instanceof RequestResult.NoConnection && !breaker.valid(permit);
        var outcome = uncounted ? new Outcome.GivenBack() : policy.outcome(result, signal);
        if (outcome instanceof Outcome.GivenBack) {
            breaker.unused(permit, now);
        } else if (!ResponsePolicy.targetFailing(result)) {
            logChange(breaker.succeeded(permit), outcome, now);
        } else {
            logChange(breaker.failed(permit, now), outcome, now);
        }
        LOG.debugf(
                "delivery signal=%s attempt=%d outcome=%s",
                signal.handle().signal(), signal.handle().attempt(), outcome);
        release();
        return outcome;
    }

    private void logChange(Change change, Outcome outcome, long now) {
        switch (change) {
            case OPENED ->
                LOG.warnf(
                        "target fails, deliveries paused target=%s pauseMs=%d last=%s",
                        settings.name(), breaker.openFor(now).toMillis(), outcome.detail());
            case CLOSED -> LOG.infof("target works again target=%s", settings.name());
            case NONE -> {}
        }
    }

    @Override
    public synchronized int capacity() {
        return breaker.permits(settings.maxInFlight() - inFlight, ticker.nanos());
    }

    @Override
    public Duration untilCapacity() {
        return breaker.openFor(ticker.nanos());
    }

    @Override
    public void onCapacity(Runnable listener) {
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

    private synchronized void release() {
        inFlight--;
    }

    private synchronized int inFlight() {
        return inFlight;
    }
}
