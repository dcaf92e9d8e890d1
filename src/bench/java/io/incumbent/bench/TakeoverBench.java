package io.incumbent.bench;

import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is promised of takeovers and of starts beside what was measured: real processes, as they answer over HTTP, on stores
 * of this machine. Tests assert that these things happen, and in which order; how long they take is shown here.
 */
public final class TakeoverBench {

    private static final int INSTANCES = 3;

    private TakeoverBench() {}

    public static void main(String[] arguments) throws Exception {
        var promises = new ArrayList<Promised>();
        try (var processes = ProcessGroup.named("incumbent-bench").open();
                var redis = RedisServer.start()) {
            promises.addAll(takeovers(processes, redis));
            try (var postgres = PostgresServer.start(Map.of("max_connections", "400"))) {
                promises.addAll(new ColdStartRounds(postgres, redis, processes).run());
            }
        }
        System.out.printf(
                "%n%d processors, JDK %s, PostgreSQL durable for takeovers, %s; how often in brackets%n%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), LocalDate.now(ZoneOffset.UTC));
        Promised.print(promises);
    }

    private static List<Promised> takeovers(ProcessGroup processes, RedisServer redis) throws Exception {
        try (var postgres = PostgresServer.startDurable()) {
            var database = postgres.newDatabase();
            try (var group = new BenchGroup(processes, stores(postgres, database, redis))) {
                IdleCost.print(group, INSTANCES);
                return new TakeoverRounds(database, redis, group, INSTANCES).run();
            }
        }
    }

    static Map<String, String> stores(PostgresServer postgres, String database, RedisServer redis) {
        return Map.of(
                "INCUMBENT_DATABASE_URL", database,
                "INCUMBENT_DATABASE_USERNAME", postgres.user(),
                "INCUMBENT_REDIS_HOSTS", redis.url());
    }
}
