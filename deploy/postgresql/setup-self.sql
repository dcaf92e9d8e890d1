-- PostgreSQL for Incumbent, with one role that owns the tables, migrates them at start and uses them. Less to do, and whoever
-- has its password can drop the tables. With two roles, see setup.sql instead.
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

-- Everybody may connect and make temporary tables unless told otherwise. Leave the two lines on PUBLIC out if the
-- database serves others, too.
REVOKE ALL ON DATABASE incumbent FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE incumbent TO incumbent;

CREATE SCHEMA incumbent AUTHORIZATION incumbent;
ALTER ROLE incumbent IN DATABASE incumbent SET search_path = incumbent;

-- Whatever the database has by default: a claim waits for locks and must then see what was committed meanwhile.
ALTER ROLE incumbent IN DATABASE incumbent SET default_transaction_isolation = 'read committed';

-- An instance sets limits of its own, which are shorter; for a migration longer ones. These end what is left when it, its host or
-- a pooler hangs.
ALTER ROLE incumbent IN DATABASE incumbent SET statement_timeout = '30s';
ALTER ROLE incumbent IN DATABASE incumbent SET lock_timeout = '30s';
ALTER ROLE incumbent IN DATABASE incumbent SET idle_in_transaction_session_timeout = '30s';
