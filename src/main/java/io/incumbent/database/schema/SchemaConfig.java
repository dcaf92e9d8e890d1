package io.incumbent.database.schema;

import io.incumbent.database.connection.JdbcUrlConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The configuration of the schema's setup. See docs/database.md. */
@ConfigMapping(prefix = "incumbent.schema")
public interface SchemaConfig {

    /**
     * Who changes the schema: {@code self}, or {@code external} if a user with more rights does, for example a Job that
     * runs {@code incumbent migrate}. Then this process waits for the version that it needs.
     */
    @WithDefault("self")
    Mode mode();

    /** JDBC url of the server itself if incumbent.database.url is that of a pooler; the schema lock needs a session. */
    @WithConverter(JdbcUrlConverter.class)
    Optional<String> directUrl();

    /** Upper bound of the first wait between two attempts; the next ones double. Shorter: ready sooner, more load. */
    @WithDefault("200ms")
    Duration retryFirst();

    /** Longest wait between two attempts. Shorter: ready sooner after a long outage, more load on a busy server. */
    @WithDefault("30s")
    Duration retryLongest();

    /** Time after which the process gives up and exits with an error. By default it never does. */
    Optional<Duration> giveUpAfter();

    /** Time between two checks whether another instance has finished. Shorter: ready sooner, more statements. */
    @WithDefault("250ms")
    Duration watchEvery();

    /** Time limit of one statement of a migration. Longer: allows larger tables, ends a hanging statement later. */
    @WithDefault("5m")
    Duration statementTimeout();

    /** How long a migration may wait for the lock of a table, while others queue behind it. It is tried again. */
    @WithDefault("10s")
    Duration lockTimeout();

    /** How long the server lets an idle session keep the schema lock. Longer: survives a longer pause of the holder. */
    @WithDefault("30s")
    Duration holderSilence();

    /** The values of {@link #mode}. */
    enum Mode {
        /** Each instance may change the schema. */
        SELF,
        /** Another process changes the schema. */
        EXTERNAL
    }
}
