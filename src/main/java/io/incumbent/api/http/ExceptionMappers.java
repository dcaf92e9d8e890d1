package io.incumbent.api.http;

import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.logging.LogText;
import io.incumbent.query.DatabaseUnavailableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception of the REST layer to a {@link Problem}. */
public class ExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

    public static Response response(Problem problem) {
        var response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.json());
        problem.retryAfterSeconds().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
        return response.build();
    }

    /** Needed beside the general mapper below, because the framework has its own for this exception, which lists resources. */
    @ServerExceptionMapper
    public Response notFound(NotFoundException e) {
        return mapped(e);
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException e, ContainerRequestContext request) {
        var allow = String.join(", ", AllowedMethods.at(request));
        return Response.fromResponse(mapped(e)).header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    public Response mapped(WebApplicationException e) {
        var status = e.getResponse().getStatus();
        return status >= 500 ? unexpected(e) : response(Problem.of(status));
    }

    @ServerExceptionMapper
    public Response ledgerUnavailable(DatabaseUnavailableException e) {
        LOG.warnf("ledger unavailable error=%s", detail(e));
        return response(Problem.ledgerUnavailable());
    }

    /** The outcome of the transaction may be unknown, so every call must be safe to repeat. */
    @ServerExceptionMapper
    public Response databaseFailed(SQLException e) {
        LOG.warnf("database failed state=%s error=%s", e.getSQLState(), detail(e));
        return response(Problem.ledgerUnavailable());
    }

    @ServerExceptionMapper
    public Response fenceFailed(FenceException e) {
        LOG.warnf("fenced work failed error=%s", detail(e));
        return response(Problem.ledgerUnavailable());
    }

    /** Not logged here: the pool logs the begin and the end of the exhaustion. */
    @ServerExceptionMapper
    public Response poolExhausted(PoolExhaustedException e) {
        return response(Problem.poolExhausted(e));
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e) {
        var id = UUID.randomUUID().toString();
        LOG.errorf(e, "request failed id=%s", id);
        return response(Problem.unexpected(id));
    }

    /** A message of the server may quote what a client has sent, and has several lines. */
    private static String detail(Exception e) {
        return LogText.detail(String.valueOf(e.getMessage()));
    }
}
