-- The tickets stay, without what was promised for them.
DROP INDEX tickets_unfinished;
DROP INDEX tickets_by_deadline;
ALTER TABLE tickets DROP COLUMN deadline_at;
ALTER TABLE tickets DROP COLUMN promised_at;
DROP TABLE sla_recounts;
DROP TABLE sla_policies;
