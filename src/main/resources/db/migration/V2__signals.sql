-- What came in, and what becomes of it. Two tables: a signal never changes, its delivery does so several times, and an
-- update writes the whole row anew, which should not have the body in it. Names and keys are compared byte by byte: faster, and
-- an index that keeps a key unique must not depend on how a library of the machine, which may be upgraded, sorts.

CREATE TABLE signals (
    id            uuid        NOT NULL,
    group_name    text COLLATE "C" NOT NULL,
    source        text COLLATE "C" NOT NULL,
    key           text COLLATE "C" NOT NULL,
    body_digest   bytea       NOT NULL,
    body          bytea       NOT NULL,
    content_type  text,
    received_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    received_by   text        NOT NULL,
    received_term bigint,
    CONSTRAINT signals_pk PRIMARY KEY (id),
    CONSTRAINT signals_key_once UNIQUE (group_name, source, key)
);

COMMENT ON TABLE signals IS 'Every webhook that was taken, once. Rows are only inserted, and removed after the retention.';
COMMENT ON COLUMN signals.id IS 'Its id, a UUID of version 7 made by the instance that took it: never used again, also after a database has lost commits. The idempotency key of its deliveries.';
COMMENT ON COLUMN signals.group_name IS 'The election whose leader processes it.';
COMMENT ON COLUMN signals.source IS 'Who sent it, as named by the request.';
COMMENT ON COLUMN signals.key IS 'What makes it the same signal when it is sent again; unique per source.';
COMMENT ON COLUMN signals.body_digest IS 'SHA-256 of the canonical body: the same key with another digest is a conflict and no repeat.';
COMMENT ON COLUMN signals.body IS 'The body as it came, byte by byte.';
COMMENT ON COLUMN signals.content_type IS 'Its content type as it came; null if none was sent.';
COMMENT ON COLUMN signals.received_at IS 'When it was stored.';
COMMENT ON COLUMN signals.received_by IS 'Id of the instance that took it.';
COMMENT ON COLUMN signals.received_term IS 'The term it was taken under; null if a follower stored it.';

-- No foreign key: both rows are inserted by one statement and removed by one, and the check costs each insert a third more.
CREATE TABLE deliveries (
    signal       uuid        NOT NULL,
    group_name   text COLLATE "C" NOT NULL,
    source       text COLLATE "C" NOT NULL,
    ordering_key text COLLATE "C",
    arrival      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    status       text COLLATE "C" NOT NULL DEFAULT 'QUEUED',
    held         boolean     NOT NULL DEFAULT false,
    due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempt      integer     NOT NULL DEFAULT 0,
    claimed_by   text COLLATE "C",
    claimed_term bigint,
    claimed_at   timestamptz,
    finished_at  timestamptz,
    detail       text,
    past         jsonb       NOT NULL DEFAULT '[]',
    CONSTRAINT deliveries_pk PRIMARY KEY (signal),
    CONSTRAINT deliveries_held_are_ordered CHECK (NOT held OR ordering_key IS NOT NULL),
    CONSTRAINT deliveries_finished_at_the_end CHECK (status NOT IN ('COMPLETED', 'DEAD') OR finished_at IS NOT NULL),
    CONSTRAINT deliveries_unfinished_before CHECK (status NOT IN ('QUEUED', 'FAILED', 'PROCESSING') OR finished_at IS NULL)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

COMMENT ON TABLE deliveries IS 'The queue: one row per signal, with what became of it so far.';
COMMENT ON COLUMN deliveries.signal IS 'The signal''s id.';
COMMENT ON COLUMN deliveries.group_name IS 'As in signals.';
COMMENT ON COLUMN deliveries.source IS 'As in signals; an ordering key is one per source.';
COMMENT ON COLUMN deliveries.ordering_key IS 'Signals of the same source and ordering key are processed one after the other in order of arrival; null if it may go beside any other.';
COMMENT ON COLUMN deliveries.arrival IS 'Order of arrival: who was stored before another was sent has the lower number.';
COMMENT ON COLUMN deliveries.status IS 'QUEUED (waits), PROCESSING (claimed), COMPLETED (done), FAILED (will be tried again at due_at), DEAD (given up). Others may come.';
COMMENT ON COLUMN deliveries.held IS 'True while an earlier one of its ordering key is neither done nor given up, as far as was seen: nobody looks at it meanwhile.';
COMMENT ON COLUMN deliveries.due_at IS 'From when on it may be claimed. Of a claimed one: when the claim ends if nobody extends it, and another may claim it.';
COMMENT ON COLUMN deliveries.attempt IS 'Number of the present or last attempt; together with claimed_by it names a claim.';
COMMENT ON COLUMN deliveries.claimed_by IS 'Who made the last claim: the id of an instance, or of one claim by pull.';
COMMENT ON COLUMN deliveries.claimed_term IS 'The term that the last claim was fenced by; null if all instances work.';
COMMENT ON COLUMN deliveries.claimed_at IS 'When the last claim was made.';
COMMENT ON COLUMN deliveries.finished_at IS 'When it was done or given up; null before.';
COMMENT ON COLUMN deliveries.detail IS 'What the last attempt came to, in words; null before.';
COMMENT ON COLUMN deliveries.past IS 'The earlier attempts that were not the last, oldest first, 50 at most: attempt, by, term, from, to, outcome (failed, lost), detail.';

-- What is due, oldest first. A claim that ran out is due like any other, so nobody has to look for it.
CREATE INDEX deliveries_due ON deliveries (group_name, due_at, arrival)
    WHERE status IN ('QUEUED', 'FAILED', 'PROCESSING') AND NOT held;

-- Who is before whom in an ordering key.
CREATE INDEX deliveries_in_order ON deliveries (group_name, source, ordering_key, arrival)
    WHERE ordering_key IS NOT NULL AND status IN ('QUEUED', 'FAILED', 'PROCESSING');

-- Whatever two claims see of each other, never two of one ordering key are in flight.
CREATE UNIQUE INDEX deliveries_one_in_flight ON deliveries (group_name, source, ordering_key)
    WHERE ordering_key IS NOT NULL AND status = 'PROCESSING';

-- Few, and looked for by people.
CREATE INDEX deliveries_in_trouble ON deliveries (group_name, status, signal) WHERE status IN ('FAILED', 'DEAD');

INSERT INTO schema_compatibility VALUES (2, '0.1.0');
