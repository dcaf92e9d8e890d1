package io.incumbent.database.schema;

import io.incumbent.stores.PostgresServer;
import java.util.List;
import java.util.stream.IntStream;

/** Many initialisations of one database, each on a thread of its own. */
public final class ConcurrentSetups implements AutoCloseable {

    private final List<SetupRun> runs;

    private ConcurrentSetups(List<SetupRun> runs) {
        this.runs = runs;
    }

    public static ConcurrentSetups start(String url, int size) {
        var database = SetupRun.database(url, PostgresServer.USER);
        return new ConcurrentSetups(IntStream.range(0, size)
                .mapToObj(i -> SetupRun.start(SetupRun.SELF, database, "crowd-" + i))
                .toList());
    }

    List<SetupRun> runs() {
        return runs;
    }

    public List<DatabaseStatus> status() {
        return runs.stream().map(SetupRun::status).toList();
    }

    @Override
    public void close() {
        runs.forEach(SetupRun::close);
    }
}
