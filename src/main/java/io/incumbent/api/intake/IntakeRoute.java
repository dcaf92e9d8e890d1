package io.incumbent.api.intake;

import io.incumbent.intake.Intake;
import io.incumbent.intake.IntakeRequest;
import io.incumbent.intake.IntakeResult;
import io.incumbent.intake.InvalidRequest;
import io.incumbent.intake.SignalsConfig;
import io.incumbent.intake.SignalsConfig.FollowerPolicy;
import io.incumbent.signal.SignalBody;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The route {@code POST /signals}. It is a route of the HTTP server and not a REST resource, because the REST layer reads the body
 * itself and over HTTP/2 rejects one that was read before. META-INF/openapi.yaml describes it.
 */
@ApplicationScoped
class IntakeRoute {

    private static final String PATH = "/signals";

    /** Before the framework's limit on the body's size, which is at -2. */
    private static final int ORDER = -3;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Intake intake;
    private final FollowerPolicy policy;
    private final IntakeProblems problems;
    private final BodyReader body;

    IntakeRoute(
            Vertx vertx,
            Intake intake,
            SignalsConfig config,
            @ConfigProperty(name = "quarkus.http.read-timeout") Duration limit) {
        this.intake = intake;
        this.policy = config.followerPolicy();
        this.problems = new IntakeProblems(Math.toIntExact(config.retryAfter().toSeconds()));
        this.body = new BodyReader(vertx, config.maxBody().asLongValue(), limit);
    }

    void install(@Observes Router router) {
        router.post(PATH).order(ORDER).handler(context -> body.read(context.request(), whole -> store(context, whole)));
    }

    private void store(RoutingContext context, SignalBody whole) {
        var loop = context.vertx().getOrCreateContext();
        var _ = intake.take(intakeRequest(context, whole))
                .whenComplete((result, fault) -> onLoop(loop, () -> answer(context, result, fault)));
    }

    /** Runs now if the caller is on the connection's event loop already, else on that loop. */
    private static void onLoop(Context loop, Runnable work) {
        if (loop == Vertx.currentContext()) {
            work.run();
        } else {
            loop.runOnContext(_ -> work.run());
        }
    }

    private static IntakeRequest intakeRequest(RoutingContext context, SignalBody whole) {
        var headers = context.request().headers();
        return new IntakeRequest(
                context.queryParam("source"),
                headers::getAll,
                Optional.ofNullable(headers.get(HttpHeaders.CONTENT_TYPE)),
                whole);
    }

    private void answer(RoutingContext context, @Nullable IntakeResult result, @Nullable Throwable fault) {
        if (result == null) {
            context.fail(fault);
            return;
        }
        var response = context.response();
        switch (result) {
            case IntakeResult.Accepted accepted -> send(response, IntakeResponse.of(accepted));
            case IntakeResult.Duplicate duplicate -> send(response, IntakeResponse.of(duplicate));
            case IntakeResult.Conflict(var id) -> problems.conflict(id).end(response);
            case IntakeResult.Rejected rejected -> rejected(response, rejected);
            case IntakeResult.Overloaded() -> problems.overloaded().end(response);
            case IntakeResult.Unavailable() -> problems.unavailable().end(response);
            case InvalidRequest invalid -> problems.of(invalid).end(response);
        }
    }

    private void rejected(HttpServerResponse response, IntakeResult.Rejected rejected) {
        switch (policy) {
            case REJECT -> send(response, IntakeResponse.of(rejected));
            case RETRY, STORE -> problems.rejected(rejected.reason()).end(response);
        }
    }

    private static void send(HttpServerResponse response, IntakeResponse answer) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(answer.json());
    }
}
