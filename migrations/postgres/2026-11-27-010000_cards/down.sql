-- The tickets and comments stay, without what only boards and desks know of them.
ALTER TABLE departments
    DROP COLUMN version,
    DROP COLUMN manager_id;

DROP TABLE comment_mentions;
DROP INDEX comments_by_audience;
ALTER TABLE comments DROP COLUMN version;

DROP INDEX tickets_by_column;
ALTER TABLE tickets
    DROP COLUMN expected_files,
    DROP COLUMN rating,
    DROP COLUMN public_notes,
    DROP COLUMN internal_notes,
    DROP COLUMN breached_at,
    DROP COLUMN start_on,
    DROP COLUMN importance,
    DROP COLUMN urgency;
