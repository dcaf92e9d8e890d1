package io.incumbent.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The logs of the last run: one file for each instance, written as it runs, and one for each store.
 *
 * @param folder where they are; absolute
 */
record DemoLogs(Path folder) {

    private static final String SUFFIX = ".log";

    Path ofInstance(int number) {
        return folder.resolve("instance-" + number + SUFFIX);
    }

    /** Removes the logs of an earlier run, and no other file. */
    void clear() throws IOException {
        Files.createDirectories(folder);
        for (var log : logsIn(folder)) {
            Files.delete(log);
        }
    }

    /**
     * Copies the logs of the stores. They are not written here at once: under root, PostgreSQL runs with fewer rights and
     * may not reach this folder.
     *
     * @param from the folder of the run, which is about to be removed; nothing is done if the run ended before it existed
     */
    void keep(Path from) throws IOException {
        if (Files.isDirectory(from)) {
            for (var log : logsIn(from)) {
                Files.copy(log, folder.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static List<Path> logsIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
