package io.incumbent.stores;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL that comes as a jar on the class path. The library that the jar belongs to would do it, too,
 * but into a folder of its own that stays behind.
 */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /** @param folder is created; if it vanishes meanwhile, this fails and does not create it again */
    static void unpackInto(Path folder) throws IOException {
        Files.createDirectory(folder);
        try (var packed = open();
                var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var target = folder.resolve(entry.getName()).normalize();
                createBelow(folder, entry.isDirectory() ? target : target.resolveSibling(""));
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            return;
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            throw new IOException("the archive has a hard link, which was not expected: " + entry.getName());
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void createBelow(Path folder, Path directory) throws IOException {
        if (!directory.equals(folder) && !Files.isDirectory(directory)) {
            createBelow(folder, directory.resolve("..").normalize());
            Files.createDirectory(directory);
        }
    }

    /** The archive for this machine; on a Mac without one for its processor, the one that macOS translates. */
    private static InputStream open() throws IOException {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        var processor =
                switch (System.getProperty("os.arch")) {
                    case "aarch64", "arm64" -> "arm_64";
                    default -> "x86_64";
                };
        var flavour = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        var names = List.of("postgres-" + system + "-" + processor + flavour, "postgres-darwin-x86_64");
        for (var name : system.equals("darwin") ? names : names.subList(0, 1)) {
            var archive = PostgresBinaries.class.getResourceAsStream("/" + name + ".txz");
            if (archive != null) {
                return archive;
            }
        }
        throw new FileNotFoundException("no PostgreSQL for this machine on the class path: " + names.getFirst());
    }
}
