-- The rights of the application on the tables. Run as incumbent_owner after each `incumbent migrate`;
-- harmless to repeat. See setup.sql.

SET search_path = incumbent;

GRANT SELECT, INSERT, UPDATE ON leadership TO incumbent;
GRANT SELECT, INSERT, UPDATE, DELETE ON leadership_history TO incumbent;
GRANT SELECT, INSERT, UPDATE, DELETE ON instance_metadata TO incumbent;
GRANT SELECT ON instances TO incumbent;
GRANT SELECT ON database_identity TO incumbent;
GRANT SELECT, INSERT, DELETE ON signals TO incumbent;
GRANT SELECT, INSERT, UPDATE, DELETE ON deliveries TO incumbent;

-- Which migrations were applied, and which releases work with them.
GRANT SELECT ON incumbent_schema_history TO incumbent;
GRANT SELECT ON schema_compatibility TO incumbent;
