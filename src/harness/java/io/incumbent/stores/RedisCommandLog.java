package io.incumbent.stores;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;

/** The commands that clients sent to one Redis, with the time by its own clock; not what a script does inside of it. */
public final class RedisCommandLog implements AutoCloseable {

    private static final Pattern OF_SCRIPT = Pattern.compile("^\\S+ \\[\\d+ lua].*");
    private static final Pattern SCRIPT = Pattern.compile("^\\S+ \\[\\d+ \\S+] \"eval\" .*", Pattern.CASE_INSENSITIVE);

    /** Ends after the two keys, so it only reads. */
    private static final Pattern READ = Pattern.compile(".*\" \"2\" \"[^\"]*\" \"[^\"]*\"$");

    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Jedis connection;

    private RedisCommandLog(Jedis connection) {
        this.connection = connection;
    }

    /** Records every command from here on. */
    public static RedisCommandLog of(RedisServer server) {
        var log = new RedisCommandLog(new Jedis("127.0.0.1", server.port(), 2_000));
        var first = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> log.listen(first));
        while (!first.isDone()) {
            server.with(Jedis::ping); // until it is recorded
        }
        first.join(); // fails if the connection did
        return log;
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
            first.completeExceptionally(e); // closed, unless nothing was recorded at all
        }
    }

    public void reset() {
        commands.clear();
    }

    /** Waits for a PUBLISH that contains {@code text}, and tells when it came. */
    public Duration awaitPublish(String text) {
        return await(Pattern.compile(".*] \"PUBLISH\" .*", Pattern.CASE_INSENSITIVE), text, Duration.ZERO);
    }

    /** Waits for a script of this instance after {@code since}, and tells when it came. */
    public Duration awaitScript(String instance, Duration since) {
        return await(SCRIPT, ownedBy(instance), since);
    }

    private Duration await(Pattern command, String text, Duration since) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> commands.stream()
                                .filter(line -> command.matcher(line).matches() && line.contains(text))
                                .map(RedisCommandLog::time)
                                .filter(time -> time.compareTo(since) > 0)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** How many scripts this instance sent with its own bid. */
    public long scripts(String instance) {
        return commands.stream()
                .filter(command -> isScript(command) && command.contains(ownedBy(instance)))
                .count();
    }

    /** How many scripts only read who holds the lease, whoever sent them. */
    public long leaseReads() {
        return commands.stream()
                .filter(command -> isScript(command) && READ.matcher(command).matches())
                .count();
    }

    /** Everything else than scripts. */
    public List<String> others() {
        return commands.stream().filter(command -> !isScript(command)).toList();
    }

    @Override
    public void close() {
        connection.close();
    }

    private static boolean isScript(String command) {
        return SCRIPT.matcher(command).matches();
    }

    /** How the text of a bid begins. */
    private static String ownedBy(String instance) {
        return "\"" + instance + "/";
    }

    /** A line begins with seconds and microseconds. */
    private static Duration time(String line) {
        var seconds = new BigDecimal(line.substring(0, line.indexOf(' ')));
        return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
    }
}
