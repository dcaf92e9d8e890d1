package io.incumbent.stores;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A data directory that is initialised once in each JVM, and copied for every server: initdb takes longer than all the rest. */
final class PostgresTemplate {

    private static final Path DIRECTORY = create();

    private PostgresTemplate() {}

    /** @param directory does not exist yet */
    static void copyTo(Path directory) {
        try {
            PostgresStandby.copy(DIRECTORY, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path create() {
        var directory = Path.of(System.getProperty("java.io.tmpdir"), "incumbent-pg-template-" + UUID.randomUUID());
        try {
            EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setServerConfig("unix_socket_directories", "")
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            var files = PostgresDataDirectory.of(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(files::delete));
            files.stop("fast");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
