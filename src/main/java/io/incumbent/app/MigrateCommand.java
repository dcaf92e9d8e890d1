package io.incumbent.app;

import io.incumbent.database.schema.DatabaseSetup;
import io.quarkus.runtime.QuarkusApplication;

/** The command {@code incumbent migrate}: ends when the schema is ready for this program, or cannot be made so. */
public final class MigrateCommand implements QuarkusApplication {

    private final DatabaseSetup database;

    MigrateCommand(DatabaseSetup database) {
        this.database = database;
    }

    @Override
    public int run(String... arguments) {
        if (database.awaitReady()) {
            return 0;
        }
        System.err.println("incumbent migrate failed: " + database.status().message());
        return 1;
    }
}
