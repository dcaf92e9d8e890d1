package io.incumbent.coordinator.redis;

import io.incumbent.logging.LogText;
import jakarta.inject.Singleton;
import java.util.Optional;
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
        var error = Stream.iterate(cause, t -> t != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .flatMap(message -> Optional.ofNullable(message).stream())
                .findFirst()
                .orElse(cause.getClass().getSimpleName());
        var text = LogText.detail(LogText.withoutCredentials(error));
        return "key=incumbent.redis.hosts value=%s error=\"%s\": %s".formatted(hosts, text, advice(text));
    }

    private static String advice(String error) {
        // A script with many arguments is answered by another error before NOAUTH
        var kind = error.contains("unauthenticated") ? "NOAUTH" : error.split("[ :]", 2)[0];
        return switch (kind) {
            case "NOAUTH" -> "set quarkus.redis.password, Redis requires one";
            case "WRONGPASS" -> "correct quarkus.redis.password, Redis refuses this one";
            case "NOPERM" -> "allow this user EVAL and PUBLISH, SUBSCRIBE, and the keys and channel incumbent:*";
            case "READONLY" -> "this is a replica: give the primary's address, or quarkus.redis.client-type=sentinel";
            case "OOM" -> "Redis is out of memory: raise its maxmemory";
            case "WRONGTYPE" ->
                "a key incumbent:{group}:lease or :term was not written by Incumbent: delete it, PostgreSQL knows the term";
            case "LOADING" -> "Redis is loading its data: waiting";
            default -> "waiting, check host and port";
        };
    }
}
