package io.incumbent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;

/** A real Redis, reachable on the loopback address only. Keeps nothing on disk. Ends with its guard. */
public final class RedisProcess {

    private static final int START_LIMIT_SECONDS = 10;

    private final int port;

    private RedisProcess(int port) {
        this.port = port;
    }

    public static RedisProcess start(ProcessGroup processes, int port) throws IOException {
        var folder = Files.createDirectory(processes.folder().resolve("redis"));
        var log = processes.folder().resolve("redis.log");
        var program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        // as a daemon it has a session of its own, where the terminal's Ctrl-C does not reach it
        processes.run(
                List.of(
                        program.getPath(),
                        "--daemonize",
                        "yes",
                        "--pidfile",
                        folder.resolve("redis.pid").toString(),
                        "--logfile",
                        log.toString(),
                        "--dir",
                        folder.toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--save",
                        "",
                        "--appendonly",
                        "no"),
                log,
                START_LIMIT_SECONDS);
        return new RedisProcess(port);
    }

    /** What an instance needs to know to use this Redis. */
    public Map<String, String> environment() {
        return Map.of("INCUMBENT_REDIS_HOSTS", "redis://127.0.0.1:" + port);
    }
}
