package io.incumbent.process;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.incumbent.stores.NeedsProcesses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can never work is refused at the start, in one line that names the key, its value and what would be right. */
@NeedsProcesses
class InvalidSettingsTest {

    private static final long LIMIT_SECONDS = 30;

    static Stream<Arguments> badValues() {
        return Stream.of(
                bad("INCUMBENT_ELECTION_TTL", "3s", "incumbent.election.heartbeat (3s)", "3s - 1s", "raise"),
                bad("INCUMBENT_ELECTION_TTL", "-10s", "incumbent.election.ttl", "-10s", "longer than zero"),
                bad("INCUMBENT_ELECTION_HEARTBEAT", "-3s", "incumbent.election.heartbeat", "-3s", "longer than zero"),
                bad(
                        "INCUMBENT_ELECTION_HEARTBEAT",
                        "banana",
                        "incumbent.election.heartbeat",
                        "'banana'",
                        "10s or 500ms"),
                bad("INCUMBENT_ELECTION_MARGIN", "0s", "incumbent.election.margin", "0s", "longer than zero"),
                bad("INCUMBENT_ELECTION_CALL_TIMEOUT", "5s", "incumbent.election.call-timeout (5s)", "(3s)", "not be"),
                bad("INCUMBENT_ELECTION_DRAIN_TIMEOUT", "1m", "drain-timeout (60s)", "(9s)", "must be shorter"),
                bad(
                        "INCUMBENT_ELECTION_REDIS_OUTAGE",
                        "panic",
                        "incumbent.election.redis-outage",
                        "panic",
                        "ride-through"),
                bad("INCUMBENT_ELECTION_GROUP", "", "incumbent.election.group", "is empty", "give it a value"),
                bad("INCUMBENT_ELECTION_GROUP", "a{b}", "incumbent.election.group", "'a{b}'", "for example orders-eu"),
                bad(
                        "INCUMBENT_ELECTION_INSTANCE_ID",
                        "a",
                        "incumbent.election.instance-id is 'a'",
                        "Set incumbent.instance.name"),
                bad("INCUMBENT_INSTANCE_NAME", "a b", "incumbent.instance.name", "'a b'", "for example"),
                bad("INCUMBENT_REDIS_HOSTS", "http:/x", "incumbent.redis.hosts", "'http:/x'", "redis://host:6379"),
                bad(
                        "INCUMBENT_DATABASE_URL",
                        "postgres://h/d",
                        "incumbent.database.url",
                        "postgres://h/d",
                        "jdbc:postgresql://"),
                bad(
                        "INCUMBENT_DATABASE_URL",
                        "jdbc:postgresql://h:banana/d",
                        "incumbent.database.url",
                        "banana",
                        "5432"),
                bad(
                        "INCUMBENT_ELECTION_TTLL",
                        "5s",
                        "INCUMBENT_ELECTION_TTLL",
                        "not a key",
                        "INCUMBENT_ELECTION_MARGIN"),
                bad(
                        "INCUMBENT_LEDGER_HISTORY_RETENTION",
                        "0s",
                        "incumbent.ledger.history-retention",
                        "is 0s",
                        "from 1s to 36500d, for example 365d"),
                bad("INCUMBENT_POOL_MAX_SIZE", "0", "incumbent.pool.max-size", "'0'", "from 1 to"),
                bad("INCUMBENT_POOL_MAX_SIZE", "banana", "incumbent.pool.max-size", "'banana'", "a whole number"),
                bad(
                        "INCUMBENT_POOL_MAX_SIZE",
                        "1",
                        "incumbent.pool.initial-size (2)",
                        "incumbent.pool.max-size (1)",
                        "not be above"),
                bad(
                        "INCUMBENT_POOL_ACQUISITION_TIMEOUT",
                        "0s",
                        "incumbent.pool.acquisition-timeout",
                        "'0s'",
                        "for example"),
                bad(
                        "INCUMBENT_POOL_STATEMENT_TIMEOUT",
                        "-1s",
                        "incumbent.pool.statement-timeout",
                        "'-1s'",
                        "for example"),
                bad("INCUMBENT_POOL_MAX_LIFETIME", "banana", "incumbent.pool.max-lifetime", "'banana'", "10s or 500ms"),
                bad(
                        "INCUMBENT_FENCE_LIMIT",
                        "9s",
                        "incumbent.fence.limit (9s)",
                        "incumbent.pool.statement-timeout (8s)",
                        "must not be longer"),
                bad("INCUMBENT_DISPATCH_BATCH", "0", "incumbent.dispatch.batch is 0", "from 1 to 10000"),
                bad("INCUMBENT_DISPATCH_URL", "ftp://target/", "incumbent.dispatch.url", "ftp://target/", "http"),
                bad("INCUMBENT_DELIVERY_TIMEOUT", "0s", "incumbent.delivery.timeout is 0s", "from 1ms", "for example"),
                bad("QUARKUS_HTTP_PORT", "banana", "quarkus.http.port", "'banana'", "integer"),
                bad("QUARKUS_REDIS_TIMEOUT", "banana", "quarkus.redis.timeout", "'banana'", "10s or 500ms"));
    }

    private static Arguments bad(String variable, String value, String... words) {
        return arguments(variable, value, List.of(words));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("badValues")
    void itSaysInOneLineWhatIsWrongAndExits(String variable, String value, List<String> words) throws Exception {
        assertThat(refusal(Map.of(variable, value))).contains(words);
    }

    @Test
    void aPasswordInAUrlThatIsRefusedIsNotShown() throws Exception {
        assertThat(refusal(Map.of("INCUMBENT_DATABASE_URL", "postgres://user:hunter2@host/db?password=hunter3")))
                .doesNotContain("hunter2", "hunter3");
    }

    @Test
    void aPortThatIsTakenIsNamedByItsNumber() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            for (var variable : List.of("QUARKUS_HTTP_PORT", "QUARKUS_MANAGEMENT_PORT")) {
                // Both ports are opened side by side and beside the database, which may have something to say, too.
                assertThat(written(Map.of(variable, port)))
                        .filteredOn(line -> line.startsWith("incumbent cannot start: "))
                        .singleElement(as(STRING))
                        .contains("port " + port + " is taken", "quarkus.http.port", "quarkus.management.port");
            }
        }
    }

    /** The one line that an instance with this environment writes before it exits with code 1. */
    private static String refusal(Map<String, String> environment) throws Exception {
        var lines = written(environment);
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).startsWith("incumbent cannot start: ");
        return lines.getFirst();
    }

    private static List<String> written(Map<String, String> environment) throws Exception {
        try (var cluster = InstanceCluster.of(Map.of())) {
            var instance = cluster.start(environment);
            assertThat(instance.exit().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            return cluster.log(instance).lines().toList();
        }
    }
}
