package io.incumbent.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/** A hot standby, made from a backup of the running server's files. */
public final class PostgresStandby implements AutoCloseable {

    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "server.log");

    private final PostgresDataDirectory files;
    private final int port;

    private PostgresStandby(PostgresDataDirectory files, int port) {
        this.files = files;
        this.port = port;
    }

    static PostgresStandby of(PostgresServer primary, PostgresDataDirectory files) {
        var directory = files.dataDirectory().resolveSibling("" + UUID.randomUUID());
        try {
            backUp(primary, files.dataDirectory(), directory);
            Files.createFile(directory.resolve("standby.signal"));
            Files.writeString(
                    directory.resolve("postgresql.auto.conf"),
                    "\nprimary_conninfo = 'host=127.0.0.1 port=%d user=%s'\n".formatted(primary.port(), primary.user()),
                    StandardOpenOption.APPEND);
            int port = Ports.free();
            var standby = new PostgresStandby(files.at(directory, port), port);
            standby.files.start();
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same database as {@code primaryUrl}, here. */
    public String url(String primaryUrl) {
        return primaryUrl.replaceFirst(":\\d+/", ":" + port + "/");
    }

    public int port() {
        return port;
    }

    /** From now on it takes writes, and no more of the former primary's. */
    public void promote() {
        PostgresServer.execute("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "SELECT pg_promote()");
    }

    @Override
    public void close() {
        files.stop("immediate");
        files.delete();
    }

    private static void backUp(PostgresServer primary, Path from, Path to) throws SQLException, IOException {
        try (var connection = PostgresServer.connect(primary.url());
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', fast => true)");
            copy(from, to);
            try (var label =
                    statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                label.next();
                Files.writeString(to.resolve("backup_label"), label.getString(1));
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                var copy = to.resolve(from.relativize(directory));
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(directory));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)));
                    } catch (NoSuchFileException removedMeanwhile) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // a backup lives with files that vanish, the log has them
                }
                throw e;
            }
        });
    }
}
