package io.incumbent.coordinator.tasks;

import io.incumbent.config.ConfigRules;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The check that warns if the leader runs with another ttl, margin or heartbeat than this instance. No promise is broken by
 * that, since each grant lasts by the settings of its holder. But how long a failover takes then depends on who leads, and a
 * rollout of changed settings that stops half-way would not be noticed. An instance keeps its settings and its id for as
 * long as it runs, so one answer for each leader is enough.
 */
public final class LeaderSettingsCheck implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(LeaderSettingsCheck.class);

    private static final String SETTINGS = """
            SELECT (1000 * extract(epoch FROM ttl))::bigint AS ttl, (1000 * extract(epoch FROM margin))::bigint AS margin,
                   (1000 * extract(epoch FROM heartbeat))::bigint AS heartbeat
              FROM instance_metadata WHERE instance = ?
            """;

    private final ConnectionPool connections;
    private final Timing own;
    private final ExecutorService threads;
    private final Set<String> warnings = ConcurrentHashMap.newKeySet();
    private volatile Deadline dueAt;
    private volatile Optional<String> compared = Optional.empty();

    /** One setting of both; {@code leader} is empty if the leader's version does not tell. */
    private record Setting(String key, Duration own, Optional<Duration> leader) {

        private Optional<String> difference() {
            return leader.filter(theirs -> !theirs.equals(own)).map(theirs -> "%s=%s leaderHas=%s"
                    .formatted(key, ConfigRules.text(own), ConfigRules.text(theirs)));
        }
    }

    public LeaderSettingsCheck(ConnectionPool connections, Timing own, ExecutorService threads, long now) {
        this.connections = connections;
        this.own = own;
        this.threads = threads;
        this.dueAt = Deadline.in(own.heartbeat(), now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void run(Role role, long now) {
        dueAt = Deadline.in(own.heartbeat(), now);
        role.knownLeader(now)
                .map(LeaderRecord::instance)
                .filter(leader -> !compared.equals(Optional.of(leader)))
                .ifPresent(leader -> threads.execute(() -> check(leader)));
    }

    private void check(String leader) {
        try {
            var settings = connections.withConnection(own.callLimit(), c -> settings(c, leader));
            compared = Optional.of(leader);
            warning(leader, settings).filter(warnings::add).ifPresent(LOG::warn);
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "settings of the leader not known");
        }
    }

    private List<Setting> settings(Connection connection, String leader) throws SQLException {
        try (var statement = connection.prepareStatement(SETTINGS)) {
            new StatementParameters(statement).add(leader);
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? List.of(
                                new Setting("incumbent.election.ttl", own.ttl(), duration(row, "ttl")),
                                new Setting("incumbent.election.margin", own.margin(), duration(row, "margin")),
                                new Setting(
                                        "incumbent.election.heartbeat", own.heartbeat(), duration(row, "heartbeat")))
                        : List.of();
            }
        }
    }

    private static Optional<Duration> duration(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Long.class)).map(Duration::ofMillis);
    }

    private static Optional<String> warning(String leader, List<Setting> settings) {
        var differences = settings.stream()
                .map(Setting::difference)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of("the leader runs with other settings leader=" + leader + " " + differences
                        + ": how long a failover takes depends on who leads; this ends with a rollout of changed settings,"
                        + " else give all instances of the group the same");
    }
}
