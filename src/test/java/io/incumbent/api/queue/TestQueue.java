package io.incumbent.api.queue;

import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.ManualRetry;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.election.Term;
import io.incumbent.query.SignalQueries;
import io.incumbent.signal.SignalBody;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A queue of one signal, {@link #KNOWN}, which answers what a test says and remembers what it was asked. */
@Alternative
@Singleton
public class TestQueue implements ClaimStore, ManualRetry, SignalQueries {

    static final UUID KNOWN = UUID.fromString("019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70");

    /** More digits than a double has, and white space, which must all come back. */
    static final String BODY = "{\"amount\": 12345678901234567890.1234567890e-5,\n \"name\": \"Jürgen \uD83D\uDE80\"}";

    private static final String DEAD = "DEAD";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable Exception failure;
    private volatile boolean leads;
    private volatile boolean lost;
    private volatile String status = DEAD;
    private volatile String shown = "PROCESSING";
    private volatile int stored;

    public void works() {
        asked.clear();
        failure = null;
        leads = true;
        lost = false;
        status = DEAD;
        shown = "PROCESSING";
        stored = 1;
    }

    void fails(Exception e) {
        failure = e;
    }

    void follows() {
        leads = false;
    }

    void everyClaimIsLost() {
        lost = true;
    }

    void holds(int signals) {
        stored = signals;
    }

    void is(String known) {
        status = known;
        shown = known;
    }

    List<String> asked() {
        return asked;
    }

    @Override
    public ClaimResult claim(String owner, int max, Duration lease) throws SQLException {
        ask("claim %d for %d s on %s".formatted(max, lease.toSeconds(), thread()));
        var handle = new ClaimHandle(KNOWN, owner, 3);
        var signal = new ClaimedSignal(
                handle,
                "shop",
                "k-1",
                Optional.of("customer-17"),
                Optional.of("application/json"),
                body(),
                Duration.ofMillis(12_345),
                Optional.of(new Term(7)));
        return leads ? new ClaimResult.Claimed(List.of(signal)) : new ClaimResult.NotLeader();
    }

    @Override
    public Set<ClaimHandle> settle(Map<ClaimHandle, Outcome> outcomes) throws SQLException {
        outcomes.forEach((claim, outcome) -> asked.add("settle %d %s".formatted(claim.attempt(), outcome)));
        fail();
        return ours(outcomes.keySet());
    }

    @Override
    public Set<ClaimHandle> extend(Collection<ClaimHandle> claims, Duration lease) throws SQLException {
        claims.forEach(claim -> asked.add("extend %d for %d s".formatted(claim.attempt(), lease.toSeconds())));
        fail();
        return ours(claims);
    }

    private Set<ClaimHandle> ours(Collection<ClaimHandle> claims) {
        return lost || claims.stream().anyMatch(claim -> !claim.signal().equals(KNOWN)) ? Set.of() : Set.copyOf(claims);
    }

    @Override
    public RetryResult retry(UUID signal) throws SQLException {
        ask("revive");
        if (!signal.equals(KNOWN)) {
            return new RetryResult.Unknown();
        }
        return status.equals(DEAD) ? new RetryResult.Queued() : new RetryResult.NotWaiting(status);
    }

    @Override
    public BulkResult retryDead(Optional<String> source, int atMost) throws SQLException {
        ask("revive %d of %s".formatted(atMost, source.orElse("all")));
        return new BulkResult(17, true);
    }

    @Override
    public boolean exists(UUID id) {
        return id.equals(KNOWN);
    }

    @Override
    public Optional<Details> read(UUID id) {
        askQuietly("read on " + thread());
        var from = Instant.parse("2026-01-02T03:04:06Z");
        return exists(id)
                ? Optional.of(new Details(
                        entry(id),
                        Optional.of("application/json"),
                        body(),
                        List.of(
                                new Details.Attempt(
                                        1,
                                        "web-0-1c9e04ab",
                                        OptionalLong.of(7),
                                        from,
                                        Optional.of(from.plusMillis(7)),
                                        "failed",
                                        Optional.of("503 after 7 ms")),
                                new Details.Attempt(
                                        2,
                                        "pull-x",
                                        OptionalLong.empty(),
                                        from.plusSeconds(5),
                                        Optional.empty(),
                                        "processing",
                                        Optional.empty()))))
                : Optional.empty();
    }

    @Override
    public List<Entry> newest(Filter filter, int limit) {
        askQuietly("newest %d %s".formatted(limit, filter));
        return LongStream.range(0, Math.min(limit, stored))
                .mapToObj(i -> entry(new UUID(KNOWN.getMostSignificantBits() - i, KNOWN.getLeastSignificantBits())))
                .toList();
    }

    private Entry entry(UUID id) {
        return new Entry(
                id,
                "shop",
                "k-1",
                Optional.of("customer-17"),
                shown,
                Instant.parse("2026-01-02T03:04:05Z"),
                "web-0-1c9e04ab",
                OptionalLong.of(7),
                Instant.parse("2026-01-02T03:04:20Z"),
                2,
                Optional.empty(),
                Optional.of("503 after 7 ms"));
    }

    private static SignalBody body() {
        return new SignalBody(BODY.getBytes(StandardCharsets.UTF_8));
    }

    private static String thread() {
        return Thread.currentThread().isVirtual() ? "a virtual thread" : "a thread of the server";
    }

    private void ask(String question) throws SQLException {
        asked.add(question);
        fail();
    }

    private void fail() throws SQLException {
        switch (failure) {
            case SQLException e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> {}
        }
    }

    private void askQuietly(String question) {
        asked.add(question);
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
