-- Who leads, who is there, and who led. Every time in these tables is a reading of the database's own clock.
-- now() stands still from the start of a transaction; whoever waited for a lock reads clock_timestamp() instead.

CREATE TABLE leadership (
    group_name  text        NOT NULL,
    term        bigint      NOT NULL,
    bid         text        NOT NULL,
    instance    text        NOT NULL,
    hostname    text        NOT NULL,
    elected_at  timestamptz NOT NULL,
    renewed_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    released_at timestamptz,
    ttl         interval,
    stamp       text,
    CONSTRAINT leadership_pk PRIMARY KEY (group_name),
    CONSTRAINT leadership_group_is_named CHECK (group_name <> ''),
    CONSTRAINT leadership_term_is_positive CHECK (term > 0),
    CONSTRAINT leadership_term_is_not_too_large CHECK (term < 1000000000000000000) -- its copy in Redis has 18 digits
) WITH (fillfactor = 50); -- a renewal every few seconds: room for the next version on the same page keeps it a HOT update

COMMENT ON TABLE leadership IS 'The present leadership of each group, one row per group: who holds which term, and until when. The only place where it is stored who leads.';
COMMENT ON COLUMN leadership.group_name IS 'The election. One leader per group.';
COMMENT ON COLUMN leadership.term IS 'Number of this leadership and its fencing token. Only grows, one row never goes back to a lower one.';
COMMENT ON COLUMN leadership.bid IS 'The candidacy that won: instance id, slash, number of the bid. Also the value of the lease in Redis. Every statement of a holder names it.';
COMMENT ON COLUMN leadership.instance IS 'Id of the holding instance; fresh at every start of a process.';
COMMENT ON COLUMN leadership.hostname IS 'Machine or pod of the holder.';
COMMENT ON COLUMN leadership.elected_at IS 'When the term was given.';
COMMENT ON COLUMN leadership.renewed_at IS 'When the holder was last granted its term.';
COMMENT ON COLUMN leadership.expires_at IS 'From this moment on anybody may claim a new term. The holder trusts itself for less.';
COMMENT ON COLUMN leadership.released_at IS 'When the holder released it; null while it is held, and for one that was left to expire.';
COMMENT ON COLUMN leadership.ttl IS 'How long a grant to this holder lasts, by its own settings. A row that says it lasts longer was not written by a correct clock.';
COMMENT ON COLUMN leadership.stamp IS 'Drawn anew for each grant, never used twice: who finds the same one again knows that nobody has renewed meanwhile.';

CREATE TABLE instance_metadata (
    instance          text        NOT NULL,
    group_name        text        NOT NULL,
    hostname          text        NOT NULL,
    version           text        NOT NULL,
    started_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stale_after       interval    NOT NULL DEFAULT interval '30 seconds',
    released_bid      bigint      NOT NULL DEFAULT 0,
    connections_max   integer     NOT NULL DEFAULT 0,
    nonce             text,
    name              text,
    ttl               interval,
    margin            interval,
    heartbeat         interval,
    candidacy         text        NOT NULL DEFAULT 'standing',
    address           text,
    CONSTRAINT instance_metadata_pk PRIMARY KEY (instance),
    CONSTRAINT instance_metadata_connections_max_is_not_negative CHECK (connections_max >= 0),
    CONSTRAINT instance_metadata_stale_after_is_positive CHECK (stale_after > interval '0')
) WITH (fillfactor = 50); -- a heartbeat every few seconds, as above

COMMENT ON TABLE instance_metadata IS 'Every instance that has lately been alive. Says nothing about who leads: that is derived, see view instances.';
COMMENT ON COLUMN instance_metadata.instance IS 'Id of the instance; fresh at every start of a process.';
COMMENT ON COLUMN instance_metadata.group_name IS 'The election that it stands in.';
COMMENT ON COLUMN instance_metadata.hostname IS 'Its machine or pod.';
COMMENT ON COLUMN instance_metadata.version IS 'Its version of the program.';
COMMENT ON COLUMN instance_metadata.started_at IS 'When it first registered.';
COMMENT ON COLUMN instance_metadata.last_heartbeat_at IS 'Its last sign of life.';
COMMENT ON COLUMN instance_metadata.stale_after IS 'How long its silence may last, as declared by the instance itself; longer, and it counts as stale.';
COMMENT ON COLUMN instance_metadata.released_bid IS 'The highest number of a bid that it has given up. A claim for that bid or an older one comes too late and is refused.';
COMMENT ON COLUMN instance_metadata.connections_max IS 'The most connections to this server that all its pools together may have; 0 if it does not say.';
COMMENT ON COLUMN instance_metadata.nonce IS 'Drawn by the process that registered this id: another process that drew the same id finds another nonce here.';
COMMENT ON COLUMN instance_metadata.name IS 'The part of the id that was configured or is the hostname; not unique.';
COMMENT ON COLUMN instance_metadata.ttl IS 'How long a grant to it lasts.';
COMMENT ON COLUMN instance_metadata.margin IS 'The part of the ttl that it does not trust.';
COMMENT ON COLUMN instance_metadata.heartbeat IS 'The time between two of its renewals.';
COMMENT ON COLUMN instance_metadata.candidacy IS 'Whether it may take over: standing (yes), draining (it stops), unhealthy, cordoned. Others may come.';
COMMENT ON COLUMN instance_metadata.address IS 'Where others reach it; null if it does not say.';

CREATE INDEX instance_metadata_group ON instance_metadata (group_name);

CREATE TABLE leadership_history (
    group_name    text        NOT NULL,
    term          bigint      NOT NULL,
    bid           text        NOT NULL,
    instance      text        NOT NULL,
    hostname      text        NOT NULL,
    gained_at     timestamptz NOT NULL,
    gained_reason text        NOT NULL,
    lost_at       timestamptz,
    lost_reason   text,
    CONSTRAINT leadership_history_pk PRIMARY KEY (group_name, term),
    CONSTRAINT leadership_history_term_is_not_too_large CHECK (term < 1000000000000000000),
    CONSTRAINT leadership_history_lost_with_reason CHECK ((lost_at IS NULL) = (lost_reason IS NULL))
);

COMMENT ON TABLE leadership_history IS 'Every term ever given, and why it ended. At most one row of a group is open.';
COMMENT ON COLUMN leadership_history.group_name IS 'The election.';
COMMENT ON COLUMN leadership_history.term IS 'Number of the leadership.';
COMMENT ON COLUMN leadership_history.bid IS 'The candidacy that won it.';
COMMENT ON COLUMN leadership_history.instance IS 'Id of the instance that held it.';
COMMENT ON COLUMN leadership_history.hostname IS 'Machine or pod of that instance.';
COMMENT ON COLUMN leadership_history.gained_at IS 'When the term was given.';
COMMENT ON COLUMN leadership_history.gained_reason IS 'Why: elected. Others may come.';
COMMENT ON COLUMN leadership_history.lost_at IS 'When it ended; null while it lasts, and for a crashed leader until its successor closes the row.';
COMMENT ON COLUMN leadership_history.lost_reason IS 'Why it ended: stepped_down (was asked to), shutdown (its process was told to stop), expired (nobody renewed it; written by the successor), superseded (another holds a higher term), split_brain (the two stores named different holders), unverified (could not be read back, nobody ever acted under it). Others may come.';

-- The rows to close at a claim and at a release, however long the history has become.
CREATE INDEX leadership_history_open ON leadership_history (group_name) WHERE lost_at IS NULL;

-- statement_timestamp() and not clock_timestamp(): all columns of one answer must speak of the same moment.
CREATE VIEW instances AS
SELECT i.instance,
       i.group_name,
       i.hostname,
       i.version,
       i.started_at,
       i.last_heartbeat_at,
       i.stale_after,
       extract(epoch FROM statement_timestamp() - i.last_heartbeat_at)::double precision AS seconds_since_heartbeat,
       statement_timestamp() - i.last_heartbeat_at > i.stale_after AS stale,
       l.term AS held_term,
       l.term IS NOT NULL AND statement_timestamp() - i.last_heartbeat_at <= i.stale_after AS is_leader,
       i.connections_max,
       i.name,
       i.ttl,
       i.margin,
       i.heartbeat,
       i.candidacy,
       i.address,
       i.candidacy = 'standing' AND l.term IS NULL
           AND statement_timestamp() - i.last_heartbeat_at <= i.stale_after AS may_take_over
  FROM instance_metadata i
  LEFT JOIN leadership l
    ON l.group_name = i.group_name
   AND l.instance = i.instance
   AND l.released_at IS NULL
   AND l.expires_at > statement_timestamp();

COMMENT ON VIEW instances IS 'Every known instance, with what follows from its last sign of life and from the present leadership.';
COMMENT ON COLUMN instances.instance IS 'Id of the instance.';
COMMENT ON COLUMN instances.group_name IS 'The election that it stands in.';
COMMENT ON COLUMN instances.hostname IS 'Its machine or pod.';
COMMENT ON COLUMN instances.version IS 'Its version of the program.';
COMMENT ON COLUMN instances.started_at IS 'When it first registered.';
COMMENT ON COLUMN instances.last_heartbeat_at IS 'Its last sign of life.';
COMMENT ON COLUMN instances.stale_after IS 'How long its silence may last.';
COMMENT ON COLUMN instances.seconds_since_heartbeat IS 'How long it has been silent.';
COMMENT ON COLUMN instances.stale IS 'True if it has been silent for longer than it said it would be.';
COMMENT ON COLUMN instances.held_term IS 'The term that it holds, not released and not expired; null if none. Whether it is alive is another question.';
COMMENT ON COLUMN instances.is_leader IS 'True if it holds the term and is not stale. Derived at every read, so no late write can make it wrong.';
COMMENT ON COLUMN instances.connections_max IS 'The most connections to this server that all its pools together may have; 0 if it does not say.';
COMMENT ON COLUMN instances.name IS 'The part of the id that was configured or is the hostname.';
COMMENT ON COLUMN instances.ttl IS 'How long a grant to it lasts.';
COMMENT ON COLUMN instances.margin IS 'The part of the ttl that it does not trust.';
COMMENT ON COLUMN instances.heartbeat IS 'The time between two of its renewals.';
COMMENT ON COLUMN instances.candidacy IS 'Whether it may take over: standing, draining, unhealthy or cordoned.';
COMMENT ON COLUMN instances.address IS 'Where others reach it; null if it does not say.';
COMMENT ON COLUMN instances.may_take_over IS 'True if it stands, is not stale and holds no term. The one answer to who may take over.';

-- Redis' records name this database by it, so two services that share a group and a Redis by mistake notice it.
CREATE TABLE database_identity (
    id       uuid    NOT NULL DEFAULT gen_random_uuid(),
    only_row boolean NOT NULL DEFAULT true,
    CONSTRAINT database_identity_pk PRIMARY KEY (only_row),
    CONSTRAINT database_identity_has_one_row CHECK (only_row)
);

COMMENT ON TABLE database_identity IS 'One row: the id of this database, for the records in Redis.';
COMMENT ON COLUMN database_identity.id IS 'Drawn once, when the schema was made.';
COMMENT ON COLUMN database_identity.only_row IS 'Always true: there is one row.';

INSERT INTO database_identity DEFAULT VALUES;

-- Each migration adds its row, so that a program that does not know the migration can tell whether it may run on it:
-- the version of the oldest program that works with the schema after it, which is the present one if it changes
-- anything that older ones use, and else that of the migration before.
CREATE TABLE schema_compatibility (
    version         integer NOT NULL,
    works_with_from text    NOT NULL,
    CONSTRAINT schema_compatibility_pk PRIMARY KEY (version)
);

COMMENT ON TABLE schema_compatibility IS 'Which programs work with each migration. Read by programs that do not know the migration.';
COMMENT ON COLUMN schema_compatibility.version IS 'Number of the migration.';
COMMENT ON COLUMN schema_compatibility.works_with_from IS 'The least version of the program that works with the schema after this migration.';

INSERT INTO schema_compatibility VALUES (1, '0.1.0');
