package io.incumbent.bench;

import io.incumbent.database.schema.ConcurrentSetups;
import io.incumbent.database.schema.DatabaseStatus;
import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.process.InstanceProcess;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * Many that wait for a database that is empty and not there yet: from its first answer until the last of them is ready.
 * Ten are processes; the other forty of fifty are threads, as fifty processes would measure the machine. The reference is
 * the same migrations by Flyway alone, on another empty database of the same server.
 */
final class ColdStartRounds {

    private static final int PROCESSES = 10;
    private static final int THREADS = 40;

    /** Without success, before the database is there; the waits in between have grown to their longest by then. */
    private static final int ATTEMPTS = 12;

    private final PostgresServer postgres;
    private final RedisServer redis;
    private final ProcessGroup processes;

    ColdStartRounds(PostgresServer postgres, RedisServer redis, ProcessGroup processes) {
        this.postgres = postgres;
        this.redis = redis;
        this.processes = processes;
    }

    List<Promised> run() throws IOException {
        var reference = migrate(postgres.newDatabase());
        System.out.printf("Reference: the migrations by Flyway alone: %s.%n", Promised.millis(reference));
        var limit = Duration.ofSeconds(5);
        return List.of(
                new Promised("ten initialisers ready", limit, List.of(ready(0)), reference),
                new Promised("fifty initialisers ready", limit, List.of(ready(THREADS)), reference));
    }

    private static Duration migrate(String url) {
        long begin = System.nanoTime();
        Flyway.configure().dataSource(url, PostgresServer.USER, "").load().migrate();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Duration ready(int threads) throws IOException {
        var url = postgres.newDatabase();
        postgres.stop();
        try (var group = new BenchGroup(processes, environment(url));
                var setups = ConcurrentSetups.start(url, threads)) {
            group.start(PROCESSES);
            BenchGroup.await("all have tried again and again", () -> group.running().stream()
                    .allMatch(it -> database(group, it).getInteger("attempts", 0) >= ATTEMPTS));
            postgres.up();
            var answered = Instant.now();
            BenchGroup.await("all ready", () -> states(group, setups).stream().allMatch(DatabaseState.READY::equals));
            return Duration.between(answered, lastReadyAt(group, setups));
        }
    }

    private Map<String, String> environment(String url) {
        var environment = new HashMap<>(TakeoverBench.stores(postgres, url, redis));
        environment.put("INCUMBENT_SCHEMA_RETRY_LONGEST", "500ms");
        environment.put("INCUMBENT_SCHEMA_LOCK_TIMEOUT", "40s");
        return environment;
    }

    private static List<DatabaseState> states(BenchGroup group, ConcurrentSetups setups) {
        var all = new ArrayList<>(
                setups.status().stream().map(DatabaseStatus::state).toList());
        group.running()
                .forEach(it -> all.add(DatabaseState.valueOf(
                        database(group, it).getString("state", DatabaseState.UNINITIALIZED.name()))));
        return all;
    }

    private static Instant lastReadyAt(BenchGroup group, ConcurrentSetups setups) {
        var all = new ArrayList<>(
                setups.status().stream().map(DatabaseStatus::since).toList());
        group.running().forEach(it -> all.add(Instant.parse(database(group, it).getString("since"))));
        return Collections.max(all);
    }

    private static JsonObject database(BenchGroup group, InstanceProcess instance) {
        return group.ask(instance.httpPort(), "/health/db")
                .map(it -> new JsonObject(it.body()))
                .orElseGet(JsonObject::new);
    }
}
