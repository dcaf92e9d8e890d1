package io.incumbent.process;

import io.incumbent.stores.Ports;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/** A real Sentinel that watches one primary, alone, and makes its replica the primary soon after it has gone. */
final class RedisSentinel {

    static final String PRIMARY = "primary";

    private final int port;

    private RedisSentinel(int port) {
        this.port = port;
    }

    static RedisSentinel watch(ProcessGroup processes, RedisServer primary) throws IOException {
        int port = Ports.free();
        var folder = Files.createDirectory(processes.folder().resolve("sentinel"));
        var program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        // it keeps its state in its configuration file
        var configuration = Files.writeString(
                folder.resolve("sentinel.conf"), """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor %s 127.0.0.1 %d 1
                sentinel down-after-milliseconds %3$s 500
                sentinel failover-timeout %3$s 2000
                """.formatted(port, folder, PRIMARY, primary.port()));
        processes.start(
                List.of(program.getPath(), configuration.toString(), "--sentinel"), Map.of(), folder.resolve("log"));
        var sentinel = new RedisSentinel(port);
        Awaitility.await("sentinel").ignoreExceptions().until(() -> sentinel.primary() == primary.port());
        return sentinel;
    }

    /** The port of the primary, as it says. */
    int primary() {
        try (var jedis = new Jedis("127.0.0.1", port)) {
            return Integer.parseInt(jedis.sentinelGetMasterAddrByName(PRIMARY).getLast());
        }
    }

    /** How many replicas it knows of. */
    int replicas() {
        try (var jedis = new Jedis("127.0.0.1", port)) {
            return jedis.sentinelReplicas(PRIMARY).size();
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }
}
