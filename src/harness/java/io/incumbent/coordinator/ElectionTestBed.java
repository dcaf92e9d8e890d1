package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.election.Term;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Real stores and several coordinators on them, all in this process, and a look at what the stores say. */
public final class ElectionTestBed implements AutoCloseable {

    /** What PostgreSQL says who leads. */
    record Held(String instance, long term) {}

    /** Who leads. */
    record Led(TestCoordinator leader, Term term) {}

    /** One row of the history. */
    record Row(long term, String instance, @Nullable String reason) {}

    private final PostgresServer postgres =
            PostgresServer.start(Map.of("max_connections", "300", "synchronous_commit", "on"));
    private final RedisServer redis = RedisServer.start();
    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<TestCoordinator> members = new ArrayList<>();
    private final Map<String, String> settings;
    private String url = "";
    private UnaryOperator<String> route = UnaryOperator.identity();

    /** @param settings of every coordinator */
    public ElectionTestBed(Map<String, String> settings) {
        this.settings = settings;
        clean();
    }

    /** A new database, an empty Redis, nobody there. */
    void clean() {
        members.forEach(TestCoordinator::close);
        members.clear();
        redis.with(r -> r.flushAll());
        meters.clear();
        url = postgres.newDatabase();
        Flyway.configure().dataSource(url, PostgresServer.USER, "").load().migrate();
    }

    /** @param way from the url of a database to the one by which members that start from now on reach it */
    void reachedBy(UnaryOperator<String> way) {
        route = way;
    }

    @SafeVarargs
    public final List<TestCoordinator> start(int count, Map<String, String>... more) {
        var all = TestConfig.merged(settings, TestConfig.merged(more));
        for (int i = 0; i < count; i++) {
            add(RandomGenerator.getDefault(), all);
        }
        return members;
    }

    /** @param chance draws its ids */
    TestCoordinator startWith(RandomGenerator chance) {
        return add(chance, settings);
    }

    private TestCoordinator add(RandomGenerator chance, Map<String, String> all) {
        var member = new TestCoordinator(route.apply(url), redis, vertx, meters, chance, all);
        members.add(member);
        return member;
    }

    PostgresServer postgres() {
        return postgres;
    }

    RedisServer redis() {
        return redis;
    }

    /** Of the database that the coordinators are elected in. */
    public String url() {
        return url;
    }

    RedisKeys keys() {
        return RedisKeys.of("default");
    }

    /** Who trusts itself at this moment; more than one is a broken promise. */
    List<TestCoordinator> leaders() {
        var leaders = members.stream().filter(m -> m.term().isPresent()).toList();
        assertThat(leaders).as("who leads").hasSizeLessThanOrEqualTo(1);
        return leaders;
    }

    public TestCoordinator awaitLeader() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(1, MILLISECONDS)
                .atMost(30, SECONDS)
                .until(this::leaders, found -> found.size() == 1)
                .getFirst();
    }

    /** As {@link #awaitLeader}, with the term under which it was seen to lead. */
    Led awaitLed() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(1, MILLISECONDS)
                .atMost(30, SECONDS)
                .until(
                        () -> leaders().stream()
                                .flatMap(m -> m.term().map(term -> new Led(m, term)).stream())
                                .toList(),
                        found -> found.size() == 1)
                .getFirst();
    }

    /** Watches {@code leader} lead without a break for so long. */
    void awaitSteady(TestCoordinator leader, Duration howLong) {
        var since = System.nanoTime();
        await().pollInterval(5, MILLISECONDS).atMost(howLong.plusSeconds(30)).until(() -> {
            assertThat(leaders()).containsExactly(leader);
            return System.nanoTime() - since > howLong.toNanos();
        });
    }

    /** The bid in the lease; empty if nobody holds it. */
    String leaseHolder() {
        return Optional.ofNullable(redis.with(r -> r.get(keys().lease()))).orElse("");
    }

    Held record() {
        return query(
                        "SELECT instance, term FROM leadership WHERE released_at IS NULL",
                        row -> new Held(row.getString(1), row.getLong(2)))
                .getFirst();
    }

    /** Of those that led. On a busy machine a candidate may give up before that, and is none of them. */
    List<Row> history() {
        return query(
                "SELECT term, instance, lost_reason FROM leadership_history"
                        + " WHERE lost_reason IS DISTINCT FROM 'unverified' ORDER BY term",
                row -> new Row(row.getLong(1), row.getString(2), row.getString(3)));
    }

    Optional<Term> storedTerm() {
        return Optional.ofNullable(redis.with(r -> r.hget(keys().term(), "term")))
                .map(t -> new Term(Long.parseLong(t)));
    }

    void execute(String... sql) {
        PostgresServer.execute(url, sql);
    }

    /** How long it took from the first question of a bid to the verified leader, over all wins since {@link #clean}. */
    String gains() {
        var all = meters.get("incumbent.leadership.gain").timer().takeSnapshot();
        return "wins=%d mean=%.1fms max=%.1fms %s"
                .formatted(
                        all.count(),
                        all.mean(MILLISECONDS),
                        all.max(MILLISECONDS),
                        Arrays.stream(all.percentileValues())
                                .map(v -> "p%.0f=%.1fms".formatted(100 * v.percentile(), v.value(MILLISECONDS)))
                                .collect(Collectors.joining(" ")));
    }

    @Override
    public void close() {
        members.forEach(TestCoordinator::close);
        vertx.close().await().atMost(Duration.ofSeconds(60));
        redis.close();
        try {
            postgres.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> List<T> query(String sql, RowReader<T> reader) {
        try (var connection = PostgresServer.connect(url);
                var rows = connection.createStatement().executeQuery(sql)) {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface RowReader<T> {
        T read(java.sql.ResultSet row) throws SQLException;
    }
}
