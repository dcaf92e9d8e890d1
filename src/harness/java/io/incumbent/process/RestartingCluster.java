package io.incumbent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Instances that come and go, and a balancer in front of them that polls who is ready, as any does. */
final class RestartingCluster implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);

    private final InstanceCluster cluster;
    private final List<InstanceProcess> running = new CopyOnWriteArrayList<>();
    private final LeadershipClient client = new LeadershipClient(Duration.ofMillis(500));
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread balancer = Thread.ofPlatform().name("balancer").unstarted(this::poll);
    private volatile Optional<InstanceProcess> ready = Optional.empty();

    private RestartingCluster(InstanceCluster cluster) {
        this.cluster = cluster;
    }

    static RestartingCluster of(int size, Map<String, String> environment) throws IOException {
        var cluster = new RestartingCluster(InstanceCluster.of(environment));
        try {
            for (int i = 0; i < size; i++) {
                cluster.add();
            }
            cluster.cluster.awaitLeader();
            cluster.balancer.start();
            return cluster;
        } catch (IOException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    void add() throws IOException {
        running.add(cluster.start());
    }

    void kill(InstanceProcess instance) {
        running.remove(instance);
        instance.kill();
    }

    void killAll() {
        running.forEach(this::kill);
    }

    List<InstanceProcess> running() {
        return running;
    }

    /** The one that traffic goes to, as the balancer saw it last. */
    Optional<InstanceProcess> ready() {
        return ready;
    }

    Optional<InstanceProcess> any() {
        var all = List.copyOf(running);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(ThreadLocalRandom.current().nextInt(all.size())));
    }

    /** Returns when all that were started have opened their ports and reach the database. */
    void awaitAllAnswer() {
        Awaitility.await("all answer")
                .atMost(InstanceCluster.START_LIMIT)
                .pollInSameThread()
                .until(() -> running.stream()
                        .allMatch(it ->
                                HttpProbe.get(it.httpPort(), "/signals?limit=1").status() == 200));
    }

    /** One that does not lead, as far as the balancer knows. */
    Optional<InstanceProcess> standby() {
        var leader = ready;
        return running.stream()
                .filter(it -> leader.filter(it::equals).isEmpty())
                .findAny();
    }

    /** The term of {@code instance}, if it leads at this moment. */
    Optional<Long> term(InstanceProcess instance) {
        return client.leadership(instance.httpPort())
                .filter(LeadershipView::leads)
                .map(view -> view.term().orElseThrow());
    }

    String lastWords() {
        var words = new StringBuilder();
        running.forEach(it -> words.append(it.logTail(15)).append("\n--\n"));
        return words.toString();
    }

    /** What every instance wrote that ever ran. */
    String logs() {
        return cluster.logs();
    }

    private void poll() {
        while (!closed.get()) {
            ready = running.stream()
                    .filter(it -> client.ready(it.managementPort()).orElse(false))
                    .findFirst();
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    @Override
    public void close() throws IOException {
        closed.set(true);
        LockSupport.unpark(balancer);
        for (var instance : running) {
            instance.resume(); // one that stands still would keep its connections
        }
        client.close();
        cluster.close();
    }
}
