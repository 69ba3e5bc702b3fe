-- What boards and desks know of a ticket beside what everybody does, comments that can be changed and name people, and who manages
-- a department. The rules of the migrations before go on.

ALTER TABLE tickets
    ADD COLUMN urgency text COLLATE "C" NOT NULL DEFAULT 'medium' CHECK (urgency IN ('low', 'medium', 'high', 'critical')),
    ADD COLUMN importance text COLLATE "C" NOT NULL DEFAULT 'medium' CHECK (importance IN ('low', 'medium', 'high', 'critical')),
    ADD COLUMN start_on date CHECK (start_on BETWEEN '0001-01-01' AND '9999-12-31'),
    ADD COLUMN breached_at timestamptz,
    ADD COLUMN internal_notes text COLLATE "C" CHECK (char_length(internal_notes) <= 1000000),
    ADD COLUMN public_notes text COLLATE "C" CHECK (char_length(public_notes) <= 1000000),
    ADD COLUMN rating smallint CHECK (rating BETWEEN 1 AND 5),
    ADD COLUMN expected_files jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(expected_files) = 'array');
CREATE INDEX tickets_by_column ON tickets (tenant_id, column_id, id DESC);

ALTER TABLE comments ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1);
-- For the comments of a whole tenant by age, with and without what requesters do not read.
CREATE INDEX comments_by_audience ON comments (tenant_id, internal, id);

CREATE TABLE comment_mentions (
    tenant_id  uuid NOT NULL,
    comment_id uuid NOT NULL,
    user_id    uuid NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    PRIMARY KEY (tenant_id, comment_id, user_id),
    CONSTRAINT comment_mentions_comment_fkey FOREIGN KEY (tenant_id, comment_id) REFERENCES comments (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT comment_mentions_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX comment_mentions_by_user ON comment_mentions (tenant_id, user_id);

-- No foreign key leads to the manager: people and departments would refer to each other, and people are never taken away.
ALTER TABLE departments
    ADD COLUMN manager_id uuid,
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1);
