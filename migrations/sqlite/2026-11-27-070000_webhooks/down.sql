-- Every webhook is lost, and the log of what was delivered.
DROP INDEX outbox_untold;
ALTER TABLE outbox DROP COLUMN told_at;
DROP TABLE webhook_attempts;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
DELETE FROM counters WHERE name = 'webhook';
