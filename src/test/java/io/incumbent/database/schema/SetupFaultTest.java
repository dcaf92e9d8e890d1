package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.database.schema.SetupRunner.End;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever step of it was the last one: nothing half-made is left, and the next start succeeds. */
@Timeout(300)
@NeedsServers
class SetupFaultTest {

    /** How a step goes wrong after it took effect. */
    enum Fault {
        /** The server ends the session. */
        KILLED(1) {
            @Override
            void after(String url, Connection connection) throws SQLException {
                int pid = SchemaSnapshot.pid(connection);
                PostgresServer.execute(url, "SELECT pg_terminate_backend(" + pid + ", 5000)");
            }
        },
        /** The answer is lost, the session stays. */
        UNANSWERED(2) {
            @Override
            void after(String url, Connection connection) throws SQLException {
                throw new SQLException("no answer", "08006");
            }
        };

        private final int first;

        /** @param first step after which it comes */
        Fault(int first) {
            this.first = first;
        }

        abstract void after(String url, Connection connection) throws SQLException;
    }

    /** Each kind of fault comes after every so many steps, in turn with the other; 1 for each kind after each step. */
    private static final int STRIDE = Integer.getInteger("incumbent.setup.stride", Fault.values().length);

    private static final Map<Integer, List<String>> AFTER = new ConcurrentHashMap<>();

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    /** Both kinds side by side, since each mostly waits for the server. */
    @Test
    void anErrorAfterAnyStepLeavesNothingBehindAndTheNextStartSucceeds() throws Exception {
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var faults = Stream.of(Fault.values())
                    .map(fault -> threads.submit(() -> afterEachStep(fault)))
                    .toList();
            for (var fault : faults) {
                fault.get();
            }
        }
    }

    private static void afterEachStep(Fault fault) {
        var url = server.newDatabase();
        int step = Math.min(fault.first, STRIDE);
        int tried = 0;
        for (boolean reached = true; reached; step += STRIDE) {
            // much faster than another database
            PostgresServer.execute(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
            var faulty = new Faulty(url, fault, step);
            try (var run = start(url, faulty)) {
                run.outcome();
            }
            reached = faulty.steps.get() >= step;
            assertNothingHalfMade(url, step);
            try (var next = SetupRun.start(SetupRun.once(), url)) {
                assertThat(next.outcome()).as("the start after step " + step).isEqualTo(End.READY);
            }
            assertThat(SchemaSnapshot.applied(url)).isEqualTo(SchemaSnapshot.allVersions());
            tried += reached ? 1 : 0;
        }
        System.out.printf("%s after %d steps, every %d: the next start was ready every time%n", fault, tried, STRIDE);
        assertThat(tried).as("steps tried").isGreaterThan(20);
    }

    private static void assertNothingHalfMade(String url, int step) {
        await("session gone")
                .untilAsserted(() -> assertThat(SchemaSnapshot.lockHolders(url)).isEmpty());
        assertThat(SchemaSnapshot.columns(url))
                .as("what the history says is there, and nothing else, after step " + step)
                .isEqualTo(columnsAfter(SchemaSnapshot.applied(url).size()));
    }

    private static List<String> columnsAfter(int migrations) {
        return AFTER.computeIfAbsent(migrations, version -> {
            var url = server.newDatabase();
            if (version > 0) {
                Flyway.configure()
                        .dataSource(url, PostgresServer.USER, "")
                        .table(SchemaHistory.TABLE)
                        .target(version.toString())
                        .load()
                        .migrate();
            }
            return SchemaSnapshot.columns(url);
        });
    }

    private static SetupRun start(String url, Faulty faulty) {
        var config = SetupRun.database(url, PostgresServer.USER);
        return SetupRun.start(
                SetupRun.once(), () -> faulty.wrap(SetupRun.source(config).open()), config, "faulty");
    }

    /** Counts everything that goes to the server on a connection, and makes one of it the last. */
    private static final class Faulty {

        private static final List<String> TO_THE_SERVER = List.of(
                "execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "executeBatch", "commit", "rollback");

        private final String url;
        private final Fault fault;
        private final int last;
        private final AtomicInteger steps = new AtomicInteger();

        Faulty(String url, Fault fault, int last) {
            this.url = url;
            this.fault = fault;
            this.last = last;
        }

        Connection wrap(Connection connection) {
            return proxy(Connection.class, connection, connection);
        }

        private <T> T proxy(Class<T> type, Object target, Connection connection) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        Object result;
                        try {
                            result = method.invoke(target, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                        if (TO_THE_SERVER.contains(method.getName()) && steps.incrementAndGet() == last) {
                            fault.after(url, connection);
                        }
                        return result instanceof Statement ? proxy(method.getReturnType(), result, connection) : result;
                    }));
        }
    }
}
