package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.LogCapture;
import io.incumbent.database.schema.SetupRunner.End;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@NeedsServers
class DurabilityCheckTest {

    @Test
    void aServerThatMayLoseCommitsIsWarnedOfOnceAtTheStartForEachSetting() {
        try (var server = PostgresServer.start(Map.of("fsync", "off", "full_page_writes", "off"))) {
            assertThat(loggedAtTheStart(server))
                    .satisfiesExactly(
                            fsync -> assertThat(fsync)
                                    .startsWith("WARN postgres may lose what it has committed key=fsync value=off: ")
                                    .contains("terms and accepted signals may be gone")
                                    .endsWith("take it off the command line of the server and restart it"),
                            fullPageWrites -> assertThat(fullPageWrites)
                                    .startsWith(
                                            "WARN postgres may lose what it has committed key=full_page_writes value=off: ")
                                    .contains("rows in it lost or wrong")
                                    .endsWith("take it off the command line of the server and restart it"));
        }
    }

    @Test
    void ofAServerThatKeepsItsCommitsNothingIsSaid() {
        try (var server = PostgresServer.startDurable()) {
            assertThat(loggedAtTheStart(server)).isEmpty();
        }
    }

    /** The server of the demo, whose settings are those that PostgreSQL has by default. */
    @Test
    void whatTheWarningAdvisesMendsIt() throws Exception {
        try (var processes = ProcessGroup.named("incumbent-durability").open()) {
            var server = PostgresServer.start(processes, Ports.free(), "incumbent");
            assertThat(warnings(server)).as("by default").isEmpty();
            execute(server, "ALTER SYSTEM SET fsync = off");
            execute(server, "ALTER SYSTEM SET full_page_writes = off");
            execute(server, "SELECT pg_reload_conf()");
            await().until(() -> warnings(server).size() == 2);

            for (var warning : warnings(server)) {
                var advice = warning.substring(warning.indexOf("ALTER SYSTEM"));
                for (var statement : advice.split(";", -1)) {
                    execute(server, statement);
                }
            }

            await().until(() -> warnings(server).isEmpty());
        }
    }

    private static List<String> loggedAtTheStart(PostgresServer server) {
        try (var log = new LogCapture(SetupConnection.class);
                var run = SetupRun.start(SetupRun.SELF, server.newDatabase())) {
            assertThat(run.outcome()).isEqualTo(End.READY);
            return List.copyOf(log.lines());
        }
    }

    private static List<String> warnings(PostgresServer server) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password())) {
            return DurabilityCheck.warnings(connection);
        }
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
