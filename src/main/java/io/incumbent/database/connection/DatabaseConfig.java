package io.incumbent.database.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The configuration of the connections to PostgreSQL, for all pools. See docs/database.md. */
@ConfigMapping(prefix = "incumbent.database")
public interface DatabaseConfig {

    /** JDBC url; of several hosts, the primary is used. Parameters in it win over those that Incumbent sets. */
    @WithDefault("jdbc:postgresql://localhost:5432/incumbent")
    @WithConverter(JdbcUrlConverter.class)
    String url();

    /** The user. It needs the right to create tables in its schema, unless incumbent.schema.mode is external. */
    @WithDefault("incumbent")
    String username();

    /** The password. Never logged. */
    Optional<String> password();
}
