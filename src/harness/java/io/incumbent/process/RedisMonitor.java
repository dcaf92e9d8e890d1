package io.incumbent.process;

import io.incumbent.stores.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;

/** The commands that clients sent to one Redis. What a script does inside of it is no command of a client. */
final class RedisMonitor implements AutoCloseable {

    private static final Pattern OF_SCRIPT = Pattern.compile("^\\S+ \\[\\d+ lua].*");
    private static final Pattern SCRIPT = Pattern.compile("^\\S+ \\[\\d+ \\S+] \"eval\" .*", Pattern.CASE_INSENSITIVE);

    /** Ends after the two keys: it only looks. */
    private static final Pattern LOOK = Pattern.compile(".*\" \"2\" \"[^\"]*\" \"[^\"]*\"$");

    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Jedis connection;

    private RedisMonitor(Jedis connection) {
        this.connection = connection;
    }

    /** Sees everything from here on. */
    static RedisMonitor of(RedisServer server) {
        var monitor = new RedisMonitor(new Jedis("127.0.0.1", server.port(), 2_000));
        var first = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> monitor.listen(first));
        while (!first.isDone()) {
            server.with(Jedis::ping); // until it is seen
        }
        return monitor;
    }

    private void listen(CompletableFuture<String> first) {
        try {
            connection.getClient().setTimeoutInfinite();
            connection.monitor(new JedisMonitor() {
                @Override
                public void onCommand(String command) {
                    first.complete(command);
                    if (!OF_SCRIPT.matcher(command).matches()) {
                        commands.add(command);
                    }
                }
            });
        } catch (RuntimeException e) {
            first.completeExceptionally(e); // closed, unless nothing was seen at all
        }
    }

    void reset() {
        commands.clear();
    }

    /** What this instance sent in its own name. */
    long of(String instance) {
        return commands.stream()
                .filter(command -> SCRIPT.matcher(command).matches() && command.contains("\"" + instance + "/"))
                .count();
    }

    /** How often somebody only looked who holds the lease. */
    long looks() {
        return commands.stream().filter(RedisMonitor::isLook).count();
    }

    private static boolean isLook(String command) {
        return SCRIPT.matcher(command).matches() && LOOK.matcher(command).matches();
    }

    /** Everything else than scripts. */
    List<String> others() {
        return commands.stream()
                .filter(command -> !SCRIPT.matcher(command).matches())
                .toList();
    }

    @Override
    public void close() {
        connection.close();
    }
}
