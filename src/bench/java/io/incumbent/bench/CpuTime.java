package io.incumbent.bench;

import io.incumbent.stores.PostgresServer;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;

/** Time of the processors that was spent so far: by the instance, by the database's server, by the thread that asks. */
record CpuTime(Duration instance, Duration server, Duration senders) {

    static CpuTime by(Process instance, ProcessHandle server) {
        return new CpuTime(
                of(instance.toHandle()),
                Stream.concat(Stream.of(server), server.descendants())
                        .map(CpuTime::of)
                        .reduce(Duration.ZERO, Duration::plus),
                Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()));
    }

    /** The process that all sessions of a server are children of. */
    static ProcessHandle serverOf(String url) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var row = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow();
        }
    }

    CpuTime since(CpuTime before) {
        return new CpuTime(instance.minus(before.instance), server.minus(before.server), senders.minus(before.senders));
    }

    String perSignal(long signals) {
        return "processor time per signal: instance %.0f µs, PostgreSQL %.0f µs, senders %.0f µs"
                .formatted(micros(instance, signals), micros(server, signals), micros(senders, signals));
    }

    private static double micros(Duration time, long signals) {
        return time.toNanos() / 1000.0 / signals;
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
