-- How many connections each instance may take, so that one that starts can say when all together cannot have them.
-- With a default: instances of the version before go on writing their rows meanwhile.

ALTER TABLE instance_metadata
    ADD COLUMN connections_max integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT instance_metadata_connections_max_is_not_negative CHECK (connections_max >= 0);

COMMENT ON COLUMN instance_metadata.connections_max IS 'The most connections to this server that all its pools together may have; 0 if it does not say.';

CREATE OR REPLACE VIEW instances AS
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
       i.connections_max
  FROM instance_metadata i
  LEFT JOIN leadership l
    ON l.group_name = i.group_name
   AND l.instance = i.instance
   AND l.released_at IS NULL
   AND l.expires_at > statement_timestamp();

COMMENT ON COLUMN instances.connections_max IS 'The most connections to this server that all its pools together may have; 0 if it does not say.';
