-- What boards and desks know of a ticket beside what everybody does, comments that can be changed and name people, and who manages
-- a department. The rules of the migrations before go on. A plain day is a text like 2026-02-03.

ALTER TABLE tickets ADD COLUMN urgency TEXT NOT NULL DEFAULT 'medium' CHECK (urgency IN ('low', 'medium', 'high', 'critical'));
ALTER TABLE tickets ADD COLUMN importance TEXT NOT NULL DEFAULT 'medium' CHECK (importance IN ('low', 'medium', 'high', 'critical'));
ALTER TABLE tickets ADD COLUMN start_on TEXT CHECK (date(start_on) = start_on AND start_on >= '0001-01-01');
ALTER TABLE tickets ADD COLUMN breached_at INTEGER;
ALTER TABLE tickets ADD COLUMN internal_notes TEXT
    CHECK (length(internal_notes) <= 1000000 AND instr(internal_notes, char(0)) = 0);
ALTER TABLE tickets ADD COLUMN public_notes TEXT CHECK (length(public_notes) <= 1000000 AND instr(public_notes, char(0)) = 0);
ALTER TABLE tickets ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 5);
ALTER TABLE tickets ADD COLUMN expected_files TEXT NOT NULL DEFAULT '[]'
    CHECK (json_valid(expected_files) AND json_type(expected_files) = 'array');
CREATE INDEX tickets_by_column ON tickets (tenant_id, column_id, id DESC);

ALTER TABLE comments ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
-- For the comments of a whole tenant by age, with and without what requesters do not read.
CREATE INDEX comments_by_audience ON comments (tenant_id, internal, id);

CREATE TABLE comment_mentions (
    tenant_id  BLOB NOT NULL,
    comment_id BLOB NOT NULL,
    user_id    BLOB NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (tenant_id, comment_id, user_id),
    CONSTRAINT comment_mentions_comment_fkey FOREIGN KEY (tenant_id, comment_id) REFERENCES comments (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT comment_mentions_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_mentions_by_user ON comment_mentions (tenant_id, user_id);

-- No foreign key leads to the manager: people and departments would refer to each other, and people are never taken away.
ALTER TABLE departments ADD COLUMN manager_id BLOB CHECK (length(manager_id) = 16);
ALTER TABLE departments ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
