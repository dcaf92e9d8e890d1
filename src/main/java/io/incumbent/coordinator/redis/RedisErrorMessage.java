package io.incumbent.coordinator.redis;

import io.incumbent.logging.LogText;
import io.incumbent.logging.RedisErrorKind;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The message for an error of Redis: one line with key, value, error and advice, without a password. */
@Singleton
public class RedisErrorMessage {

    private final String hosts;

    public RedisErrorMessage(RedisConfig config) {
        this.hosts = config.hosts().stream().map(LogText::withoutCredentials).collect(Collectors.joining(","));
    }

    public String explain(Throwable cause) {
        var error = causes(cause)
                .filter(it -> !onlyWraps(it))
                .flatMap(it -> Optional.ofNullable(it.getMessage()).stream())
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
        var text = LogText.detail(LogText.withoutCredentials(error));
        var advice = RedisErrorKind.of(cause)
                .map(RedisErrorMessage::advice)
                .orElseGet(() -> causes(cause).anyMatch(TimeoutException.class::isInstance)
                        ? "waiting, Redis is busy or cannot be reached: check host and port"
                        : "waiting, check host and port");
        return "key=incumbent.redis.hosts value=%s error=\"%s\": %s".formatted(hosts, text, advice);
    }

    /** Its message is the name of a class and the message of its cause. */
    private static boolean onlyWraps(Throwable error) {
        return (error instanceof CompletionException || error instanceof ExecutionException)
                && error.getCause() != null;
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, it -> it != null, Throwable::getCause).limit(20);
    }

    /** What mends it, if possible with the command. Redis answers, so its address is right. */
    private static String advice(String kind) {
        return switch (kind) {
            case "NOAUTH" -> "set quarkus.redis.password, Redis requires one";
            case "WRONGPASS" -> "correct quarkus.redis.password, or the user in the address; Redis refuses them";
            case "NOPERM" ->
                "give this user in Redis by ACL SETUSER <user> what it is missing of ~incumbent:* &incumbent:* +eval +get"
                        + " +set +type +pttl +del +hget +hset +hmget +publish +subscribe +hello +info";
            case "READONLY" ->
                "this is a replica: give the address of the primary, which INFO replication names there, or set"
                        + " quarkus.redis.client-type=sentinel";
            case "MASTERDOWN" ->
                "this is a replica without its primary: give the address of the primary, or set"
                        + " quarkus.redis.client-type=sentinel";
            case "NOREPLICAS" ->
                "waiting for replicas: bring them back, or lower what Redis requires by CONFIG SET min-replicas-to-write";
            case "OOM" ->
                "Redis is out of memory: raise its limit by CONFIG SET maxmemory, or remove keys of other programs";
            case "MISCONF" ->
                "Redis cannot write to its disk and refuses every change: make space there, see its log; CONFIG SET"
                        + " stop-writes-on-bgsave-error no lets it go on without snapshots";
            case "LOADING" -> "waiting, Redis is loading its data";
            case "BUSY" ->
                "a script of another program keeps Redis busy: SCRIPT KILL ends it, or SHUTDOWN NOSAVE if it has written";
            case "MOVED", "ASK" -> "this is a node of a cluster: set quarkus.redis.client-type=cluster";
            case "CLUSTERDOWN" ->
                "the cluster does not serve all slots: redis-cli --cluster check <host:port> tells why, --cluster fix"
                        + " mends it";
            case "DENIED" -> "Redis serves its own machine only: set a password there, or CONFIG SET protected-mode no";
            default -> "waiting, Redis answers with this error: see its log";
        };
    }
}
