package io.incumbent.bench;

import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signals per second over HTTP, with 32 senders, beside what the same durable server takes from 32 clients without us. All
 * on one machine: the senders, the instance, the server.
 */
public final class IntakeBench {

    private static final int SENDERS = 32;
    private static final int WARM_UP_SECONDS = 15;
    private static final byte[] SECRET = "bench-secret-of-thirty-two-bytes".getBytes(StandardCharsets.US_ASCII);

    private final PostgresServer postgres;
    private final RedisServer redis;
    private final ProcessGroup processes;
    private final String url;
    private final int seconds;
    private ProcessHandle server = ProcessHandle.current();

    private IntakeBench(PostgresServer postgres, RedisServer redis, ProcessGroup processes, int seconds) {
        this.postgres = postgres;
        this.redis = redis;
        this.processes = processes;
        this.url = postgres.newDatabase();
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length == 0 ? 8 : Integer.parseInt(arguments[0]);
        try (var postgres = PostgresServer.startDurable();
                var redis = RedisServer.start();
                var processes = ProcessGroup.named("incumbent-bench").open()) {
            new IntakeBench(postgres, redis, processes, seconds).run();
        }
    }

    private void run() throws Exception {
        server = CpuTime.serverOf(url);
        double reference;
        try (var plain = start("none")) { // also brings the schema up
            System.out.println(machine());
            reference = references();
            System.out.printf(
                    "%n%-38s %9s %6s | %7s %7s %7s %7s%n",
                    "Incumbent", "per s", "ratio", "p50 ms", "p99", "p99.9", "max");
            measure("not signed", plain, Optional.empty(), reference);
        }
        try (var signed = start("standard-webhooks")) {
            measure("signed (Standard Webhooks)", signed, Optional.of(IntakeBench::signature), reference);
        }
    }

    private double references() throws Exception {
        var pgbench = Pgbench.find();
        var by = pgbench.map(it -> it.program().toString())
                .orElse("no pgbench found; the same statements by JDBC instead, on as many threads");
        PlainSqlInserts.prepare(url);
        System.out.printf(
                "%n%-38s %9s %6s   (%s)%n",
                "without us, " + PlainSqlInserts.CLIENTS + " clients", "rows/s", "ratio", by);
        double first = 0;
        for (var inserts : PlainSqlInserts.all()) {
            double rate = inserts.measure(pgbench, url, seconds);
            first = first == 0 ? rate : first;
            System.out.printf("%-38s %9.0f %6.2f%n", inserts.name(), rate, rate / first);
        }
        return first;
    }

    private void measure(String name, BenchInstance instance, Optional<SignalLoad.Signer> signer, double reference)
            throws Exception {
        var load = new SignalLoad(instance.port(), signer);
        long accepted = load.run(SENDERS, WARM_UP_SECONDS).accepted();
        var before = CpuTime.by(instance.process(), server);
        var all = load.run(SENDERS, seconds);
        var spent = CpuTime.by(instance.process(), server).since(before);
        var alone = load.run(1, 3);
        print(name + ", " + SENDERS + " senders", all, reference);
        System.out.printf("  %s%n", spent.perSignal(all.accepted()));
        print(name + ", 1 sender", alone, reference);
        accepted += all.accepted() + alone.accepted();
        long stored = stored(instance.group());
        if (stored != accepted) {
            throw new IllegalStateException("accepted " + accepted + " and stored " + stored);
        }
    }

    private static void print(String name, SignalLoad.Result result, double reference) {
        System.out.printf(
                "%-38s %9.0f %6.2f | %7.2f %7.2f %7.2f %7.1f%n",
                name,
                result.perSecond(),
                result.perSecond() / reference,
                result.micros().getValueAtPercentile(50) / 1000.0,
                result.micros().getValueAtPercentile(99) / 1000.0,
                result.micros().getValueAtPercentile(99.9) / 1000.0,
                result.micros().getMaxValue() / 1000.0);
    }

    private long stored(String group) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.prepareStatement(
                        "SELECT count(*) FROM signals JOIN deliveries ON signal = id WHERE signals.group_name = ?")) {
            statement.setString(1, group);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private BenchInstance start(String authentication) throws IOException, InterruptedException {
        var environment = new HashMap<String, String>();
        environment.put("INCUMBENT_DATABASE_URL", url);
        environment.put("INCUMBENT_DATABASE_USERNAME", postgres.user());
        environment.put("INCUMBENT_REDIS_HOSTS", redis.url());
        environment.put("INCUMBENT_SIGNALS_AUTHENTICATION", authentication);
        environment.put(
                "INCUMBENT_SIGNALS_SECRETS", "whsec_" + Base64.getEncoder().encodeToString(SECRET));
        return BenchInstance.start(processes, environment);
    }

    private static String signature(String id, long timestamp, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            var signed = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String machine() throws SQLException {
        try (var connection = PostgresServer.connect(url)) {
            return "%d processors, JDK %s, PostgreSQL %s with fsync and synchronous_commit, %s"
                    .formatted(
                            Runtime.getRuntime().availableProcessors(),
                            Runtime.version(),
                            connection.getMetaData().getDatabaseProductVersion(),
                            LocalDate.now(ZoneOffset.UTC));
        }
    }
}
