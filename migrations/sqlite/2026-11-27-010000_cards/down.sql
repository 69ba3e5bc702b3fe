-- The tickets and comments stay, without what only boards and desks know of them.
ALTER TABLE departments DROP COLUMN version;
ALTER TABLE departments DROP COLUMN manager_id;

DROP TABLE comment_mentions;
DROP INDEX comments_by_audience;
ALTER TABLE comments DROP COLUMN version;

DROP INDEX tickets_by_column;
ALTER TABLE tickets DROP COLUMN expected_files;
ALTER TABLE tickets DROP COLUMN rating;
ALTER TABLE tickets DROP COLUMN public_notes;
ALTER TABLE tickets DROP COLUMN internal_notes;
ALTER TABLE tickets DROP COLUMN breached_at;
ALTER TABLE tickets DROP COLUMN start_on;
ALTER TABLE tickets DROP COLUMN importance;
ALTER TABLE tickets DROP COLUMN urgency;
