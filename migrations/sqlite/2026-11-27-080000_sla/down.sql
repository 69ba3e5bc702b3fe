-- The tickets stay, without what was promised for them.
DROP INDEX tickets_by_promise;
ALTER TABLE tickets DROP COLUMN promised_at;
DROP TABLE sla_policies;
