package io.incumbent.process;

import io.incumbent.stores.ProcessGroup;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The classes that a start of the product loads and links, recorded once for each build in a file beside it, as in its JVM
 * image (<a href="https://openjdk.org/jeps/514">JEP 514</a>). Tests, demo and benchmarks start hundreds of instances, each of
 * which then needs half of the processor time.
 */
final class AotCache {

    private static final long LIMIT_SECONDS = 120;
    private static final Map<Path, Optional<Path>> KNOWN = new ConcurrentHashMap<>();

    /** A start that finds no store is enough, and disturbs nobody. */
    private static final Map<String, String> NO_STORES = Map.of(
            "INCUMBENT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none",
            "INCUMBENT_REDIS_HOSTS", "redis://127.0.0.1:1",
            "QUARKUS_HTTP_HOST", "127.0.0.1",
            "QUARKUS_HTTP_PORT", "0",
            "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT", "0");

    private AotCache() {}

    /**
     * The option for the JVM that runs the jar; none if no cache could be made, which costs time and nothing else.
     *
     * @param processes to which the process belongs that records the classes
     * @param jar the product's {@code quarkus-run.jar}
     * @param java the JVM with the options that it will be started with
     */
    static List<String> option(ProcessGroup processes, Path jar, List<String> java) {
        return KNOWN.computeIfAbsent(jar.toAbsolutePath(), file -> cacheOf(file, processes, java))
                .map(cache -> List.of("-XX:AOTCache=" + cache))
                .orElse(List.of());
    }

    private static Optional<Path> cacheOf(Path jar, ProcessGroup processes, List<String> java) {
        var folder = Objects.requireNonNull(jar.getParent());
        var cache = folder.resolveSibling("instance.aot");
        var lock = folder.resolveSibling("instance.aot.lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var newest = newest(folder);
            if (!Files.exists(cache) || Files.getLastModifiedTime(cache).compareTo(newest) <= 0) {
                record(jar, processes, java, cache);
            }
            return Optional.of(cache).filter(Files::exists);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static FileTime newest(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            var newest = FileTime.fromMillis(0);
            for (var file : files.toList()) {
                var time = Files.getLastModifiedTime(file);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
            return newest;
        }
    }

    private static void record(Path jar, ProcessGroup processes, List<String> java, Path cache) throws IOException {
        Files.deleteIfExists(cache);
        var recorded = cache.resolveSibling("instance.aot.new");
        var log = cache.resolveSibling("instance.aot.log");
        Files.deleteIfExists(log);
        var command = new ArrayList<>(java);
        command.addAll(List.of("-XX:AOTCacheOutput=" + recorded, "-jar", jar.toString()));
        var process = processes.start(command, NO_STORES, log);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (process.isAlive()
                    && System.nanoTime() < end
                    && !Files.readString(log).contains("Listening on")) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            process.destroy();
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && Files.exists(recorded)) {
                Files.move(recorded, cache, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
