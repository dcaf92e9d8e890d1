package io.incumbent.bench;

import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.util.ArrayList;

/** A worker as one writes it by hand: claim a batch, complete the batch, each in autocommit. No fence, retry, order or past. */
enum PlainSqlWorker {
    LEAN("""
            WITH claimed AS (SELECT id FROM jobs WHERE status = 'queued' ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
            UPDATE jobs j SET status = 'claimed' FROM claimed WHERE j.id = claimed.id RETURNING j.id, j.payload
            """, "UPDATE jobs SET status = 'completed' WHERE id = ANY (?)", "int8"),

    OURS("""
            WITH claimed AS (
                SELECT signal FROM deliveries
                 WHERE group_name = 'orders' AND status IN ('QUEUED', 'FAILED', 'PROCESSING') AND NOT held
                   AND due_at <= now()
                 ORDER BY due_at, arrival LIMIT ? FOR UPDATE SKIP LOCKED),
            taken AS (
                UPDATE deliveries d
                   SET status = 'PROCESSING', attempt = attempt + 1, claimed_by = 'me', claimed_at = now(),
                       due_at = now() + interval '15 s'
                  FROM claimed WHERE d.signal = claimed.signal RETURNING d.signal)
            SELECT s.id, s.body FROM taken JOIN signals s ON s.id = taken.signal
            """, "UPDATE deliveries SET status = 'COMPLETED', finished_at = now() WHERE signal = ANY (?)", "uuid");

    private final String claim;
    private final String complete;
    private final String idType;

    PlainSqlWorker(String claim, String complete, String idType) {
        this.claim = claim;
        this.complete = complete;
        this.idType = idType;
    }

    void fill(QueueDatabase queue, int rows) {
        switch (this) {
            case LEAN ->
                queue.execute(
                        "CREATE TABLE jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                                + " status text NOT NULL DEFAULT 'queued', payload bytea NOT NULL)",
                        "CREATE INDEX ON jobs (id) WHERE status = 'queued'",
                        "INSERT INTO jobs (payload) SELECT convert_to('{\"n\":' || n || '}', 'UTF8')"
                                + " FROM generate_series(1, " + rows + ") n");
            case OURS -> queue.fill(rows);
        }
    }

    /** @return how many it did until there were none left */
    int drain(String url, int batch) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var claiming = connection.prepareStatement(claim);
                var completing = connection.prepareStatement(complete)) {
            int done = 0;
            while (true) {
                claiming.setInt(1, batch);
                var ids = new ArrayList<Object>();
                try (var rows = claiming.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getObject(1));
                        rows.getBytes(2);
                    }
                }
                if (ids.isEmpty()) {
                    return done;
                }
                completing.setArray(1, connection.createArrayOf(idType, ids.toArray()));
                completing.executeUpdate();
                done += ids.size();
            }
        }
    }
}
