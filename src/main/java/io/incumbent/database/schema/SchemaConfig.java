package io.incumbent.database.schema;

import io.incumbent.database.connection.JdbcUrlConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the database is brought up. */
@ConfigMapping(prefix = "incumbent.schema")
public interface SchemaConfig {

    /**
     * Who changes the schema: {@code self}, or {@code external} if somebody with more rights does, for example a Job that
     * runs {@code incumbent migrate}; then this process waits for the version that it needs.
     */
    @WithDefault("self")
    Mode mode();

    /** JDBC url of the server itself where incumbent.database.url leads to a pooler; the schema lock needs a session. */
    @WithConverter(JdbcUrlConverter.class)
    Optional<String> directUrl();

    /** Upper bound of the first wait between two tries; the next ones double. Shorter: sooner there, more connections. */
    @WithDefault("200ms")
    Duration retryFirst();

    /** No wait between two tries is longer. Shorter: sooner ready after a long outage, more load on a busy server. */
    @WithDefault("30s")
    Duration retryLongest();

    /** How long to try before the process ends with an error. By default it never gives up. */
    Optional<Duration> giveUpAfter();

    /** How often to look whether somebody else is done with the schema. Shorter: sooner ready, more statements. */
    @WithDefault("250ms")
    Duration watchEvery();

    /** Time limit of one statement of a migration. Longer: room for large tables, a hanging one is noticed later. */
    @WithDefault("5m")
    Duration statementTimeout();

    /** How long a migration may wait for a table; everybody else queues behind it meanwhile. It is tried again. */
    @WithDefault("10s")
    Duration lockTimeout();

    /** How long the server lets a silent holder keep the schema lock. Longer: a longer pause is survived. */
    @WithDefault("30s")
    Duration holderSilence();

    /** Who changes the schema. */
    enum Mode {
        /** Each instance may. */
        SELF,
        /** Somebody else does. */
        EXTERNAL
    }
}
