-- PostgreSQL for Incumbent, with one role that owns the tables, migrates them at start and uses them. Less to do, and whoever
-- has its password can drop the tables. With two roles, see setup.sql instead.
--
-- Who         when                          what
-- superuser   once                          CREATE DATABASE incumbent;
-- superuser   once, in that database        this file, and the password as below
-- application always                        incumbent.database.mode=self, incumbent.database.username=incumbent
--
-- Plain SQL, for any client. Incumbent itself never creates a role.

CREATE ROLE incumbent LOGIN;

-- The password, in a session whose statements are not logged (in psql: \password incumbent).
-- ALTER ROLE incumbent PASSWORD '...';

-- An instance opens up to 26 connections for its work and up to 3 while it migrates.
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

-- No time limits here, unlike with two roles: a migration may take its time, and Flyway waits in an open transaction.
