-- PostgreSQL for Incumbent, with two roles: one that owns the tables and migrates them, and the application, which can
-- neither change nor drop them. With one role for both, see setup-self.sql instead.
--
-- Who         when                          what
-- superuser   once                          CREATE DATABASE incumbent;
-- superuser   once, in that database        this file, and the passwords as below
-- owner       now and before each upgrade   incumbent migrate, as incumbent_owner
-- owner       after each of these           grants.sql, as incumbent_owner
-- application always                        incumbent.schema.mode=external, incumbent.database.username=incumbent
--
-- Plain SQL, for any client. Incumbent itself never creates a role.

CREATE ROLE incumbent_owner LOGIN;
CREATE ROLE incumbent LOGIN;

-- Passwords, in a session whose statements are not logged (in psql: \password incumbent).
-- ALTER ROLE incumbent_owner PASSWORD '...';
-- ALTER ROLE incumbent PASSWORD '...';

-- An instance opens up to 27 connections: 20 for traffic, 3 for the election, 3 for reading back, 1 as it starts.
-- ALTER ROLE incumbent CONNECTION LIMIT 100;

-- By default every role may connect and create temporary tables. Leave the two lines on PUBLIC out if other programs use
-- the database, too.
REVOKE ALL ON DATABASE incumbent FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE incumbent TO incumbent_owner, incumbent;

CREATE SCHEMA incumbent AUTHORIZATION incumbent_owner;
GRANT USAGE ON SCHEMA incumbent TO incumbent;

-- Where the tables are. As a setting of the role it also holds behind a pooler, which refuses it in a url.
ALTER ROLE incumbent_owner IN DATABASE incumbent SET search_path = incumbent;
ALTER ROLE incumbent IN DATABASE incumbent SET search_path = incumbent;

-- Overrides the database's default: a claim waits for locks and must then see what was committed meanwhile.
ALTER ROLE incumbent IN DATABASE incumbent SET default_transaction_isolation = 'read committed';

-- The application sets shorter limits itself. These end sessions that remain when it, its host or a pooler hangs.
-- Not for the owner: a migration may take longer.
ALTER ROLE incumbent IN DATABASE incumbent SET statement_timeout = '30s';
ALTER ROLE incumbent IN DATABASE incumbent SET lock_timeout = '30s';
ALTER ROLE incumbent IN DATABASE incumbent SET idle_in_transaction_session_timeout = '30s';
