-- Every token is lost with the record of its calls. The tickets stay, without what only integrations know of them.
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM integration_tokens);

DROP TABLE integration_calls;
DROP TABLE integration_hours;
DROP TABLE integration_tokens;

DROP INDEX tickets_by_source;
ALTER TABLE tickets DROP COLUMN metadata;
ALTER TABLE tickets DROP COLUMN source_id;
ALTER TABLE tenants DROP COLUMN records_bodies;
