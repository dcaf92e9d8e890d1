-- PostgreSQL for Incumbent, with one role that owns the tables, migrates them at start and uses them. Less to do, but its
-- password allows dropping the tables. With two roles, see setup.sql instead.
--
-- Who         when                          what
-- superuser   once                          CREATE DATABASE incumbent;
-- superuser   once, in that database        this file, and the password as below
-- application always                        incumbent.schema.mode=self, incumbent.database.username=incumbent
--
-- Plain SQL, for any client. Incumbent itself never creates a role.

CREATE ROLE incumbent LOGIN;

-- The password, in a session whose statements are not logged (in psql: \password incumbent).
-- ALTER ROLE incumbent PASSWORD '...';

-- An instance opens up to 27 connections: 20 for traffic, 3 for the election, 3 for reading back, 1 for the schema.
-- ALTER ROLE incumbent CONNECTION LIMIT 100;

-- By default every role may connect and create temporary tables. Leave the two lines on PUBLIC out if other programs use
-- the database, too.
REVOKE ALL ON DATABASE incumbent FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE incumbent TO incumbent;

CREATE SCHEMA incumbent AUTHORIZATION incumbent;
ALTER ROLE incumbent IN DATABASE incumbent SET search_path = incumbent;

-- Overrides the database's default: a claim waits for locks and must then see what was committed meanwhile.
ALTER ROLE incumbent IN DATABASE incumbent SET default_transaction_isolation = 'read committed';

-- An instance sets shorter limits itself, and longer ones for a migration. These end sessions that remain when it, its host or a
-- pooler hangs.
ALTER ROLE incumbent IN DATABASE incumbent SET statement_timeout = '30s';
ALTER ROLE incumbent IN DATABASE incumbent SET lock_timeout = '30s';
ALTER ROLE incumbent IN DATABASE incumbent SET idle_in_transaction_session_timeout = '30s';
