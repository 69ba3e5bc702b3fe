-- Boards: projects tell who made them and when, columns have colours, tags belong to projects, contacts stand beside tags. The rules
-- of the migrations before go on. Nobody is ever taken away, so no foreign key leads to whoever made something.

-- What was there came with the tenant.
ALTER TABLE projects
    ADD COLUMN description text COLLATE "C" CHECK (char_length(description) <= 1000000),
    ADD COLUMN created_by uuid,
    ADD COLUMN created_at timestamptz,
    ADD COLUMN updated_at timestamptz,
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1);
UPDATE projects SET created_at = tenants.created_at, updated_at = tenants.created_at FROM tenants WHERE tenants.id = projects.tenant_id;
ALTER TABLE projects
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ALTER COLUMN version DROP DEFAULT;
CREATE INDEX projects_by_name ON projects (tenant_id, name, id);
CREATE INDEX projects_by_creator ON projects (tenant_id, created_by, number) WHERE created_by IS NOT NULL;

ALTER TABLE project_members
    ADD COLUMN role text COLLATE "C" NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'superadmin')),
    ADD COLUMN added_at timestamptz;
UPDATE project_members SET added_at = tenants.created_at FROM tenants WHERE tenants.id = project_members.tenant_id;
ALTER TABLE project_members
    ALTER COLUMN role DROP DEFAULT,
    ALTER COLUMN added_at SET NOT NULL;

ALTER TABLE board_columns
    ADD COLUMN color text COLLATE "C" NOT NULL DEFAULT '#0052cc' CHECK (color ~ '^#[0-9a-fA-F]{6}$'),
    ADD COLUMN created_at timestamptz,
    ADD COLUMN updated_at timestamptz,
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
    ADD CONSTRAINT board_columns_name_key UNIQUE (tenant_id, project_id, name);
UPDATE board_columns SET created_at = tenants.created_at, updated_at = tenants.created_at,
        color = CASE board_columns.name WHEN 'In Progress' THEN '#ff9800' ELSE color END
    FROM tenants WHERE tenants.id = board_columns.tenant_id;
ALTER TABLE board_columns
    ALTER COLUMN color DROP DEFAULT,
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ALTER COLUMN version DROP DEFAULT;

-- search_text is the folded name, e-mail address, title, department and description, a line feed between each.
ALTER TABLE contacts
    ADD COLUMN number bigint CHECK (number > 0),
    ADD COLUMN title text COLLATE "C" CHECK (char_length(title) <= 100),
    ADD COLUMN department text COLLATE "C" CHECK (char_length(department) <= 100),
    ADD COLUMN description text COLLATE "C" CHECK (char_length(description) <= 1000000),
    ADD COLUMN search_text text COLLATE "C",
    ADD COLUMN created_at timestamptz,
    ADD COLUMN updated_at timestamptz,
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1);
UPDATE contacts SET number = aged.number, search_text = name_folded || chr(10) || lower(coalesce(email, '')),
        created_at = aged.created_at, updated_at = aged.created_at
    FROM (SELECT c.tenant_id, c.id, t.created_at, row_number() OVER (PARTITION BY c.tenant_id ORDER BY c.id) AS number
        FROM contacts c JOIN tenants t ON t.id = c.tenant_id) aged
    WHERE aged.tenant_id = contacts.tenant_id AND aged.id = contacts.id;
ALTER TABLE contacts
    ALTER COLUMN number SET NOT NULL,
    ALTER COLUMN search_text SET NOT NULL,
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ALTER COLUMN version DROP DEFAULT,
    ADD CONSTRAINT contacts_number_key UNIQUE (tenant_id, number);
INSERT INTO counters (tenant_id, name, value) SELECT tenant_id, 'contact', max(number) FROM contacts GROUP BY tenant_id;

-- A tag that tickets of several projects bear becomes one of each, the first of them under its old id. One that no ticket bears goes
-- to the default project.
CREATE TABLE tags_split AS
    SELECT tenant_id, old_id, project_id, CASE place WHEN 1 THEN old_id ELSE gen_random_uuid() END AS id,
        row_number() OVER (PARTITION BY tenant_id ORDER BY old_id, place) AS number
    FROM (SELECT tenant_id, old_id, project_id, row_number() OVER (PARTITION BY tenant_id, old_id ORDER BY project_number) AS place
        FROM (SELECT DISTINCT g.tenant_id, g.tag_id AS old_id, t.project_id, p.number AS project_number
            FROM ticket_tags g
            JOIN tickets t ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id
            JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id
            UNION ALL
            SELECT t.tenant_id, t.id, p.id, p.number FROM tags t
            JOIN projects p ON p.tenant_id = t.tenant_id AND p.is_default
            WHERE NOT EXISTS (SELECT 1 FROM ticket_tags g WHERE g.tenant_id = t.tenant_id AND g.tag_id = t.id)) used) placed;

-- search_text is the folded text and description, a line feed between them. tickets counts those that bear the tag; it is kept by
-- whoever tags a ticket, in the same transaction. Room is left in each page because the rows are updated in place.
ALTER TABLE tags
    DROP CONSTRAINT tags_text_key,
    ADD COLUMN number bigint CHECK (number > 0),
    ADD COLUMN project_id uuid,
    ADD COLUMN description text COLLATE "C" CHECK (char_length(description) <= 1000000),
    ADD COLUMN search_text text COLLATE "C",
    ADD COLUMN color text COLLATE "C" NOT NULL DEFAULT '#0052cc' CHECK (color ~ '^#[0-9a-fA-F]{6}$'),
    ADD COLUMN tickets bigint NOT NULL DEFAULT 0 CHECK (tickets >= 0),
    ADD COLUMN created_by uuid,
    ADD COLUMN created_at timestamptz,
    ADD COLUMN updated_at timestamptz,
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1);
INSERT INTO tags (tenant_id, id, text, text_folded)
    SELECT t.tenant_id, s.id, t.text, t.text_folded
    FROM tags_split s JOIN tags t ON t.tenant_id = s.tenant_id AND t.id = s.old_id WHERE s.id <> s.old_id;
UPDATE tags SET number = s.number, project_id = s.project_id, search_text = tags.text_folded || chr(10),
        created_at = tenants.created_at, updated_at = tenants.created_at
    FROM tags_split s JOIN tenants ON tenants.id = s.tenant_id
    WHERE s.tenant_id = tags.tenant_id AND s.id = tags.id;
UPDATE ticket_tags SET tag_id = s.id
    FROM tickets t, tags_split s
    WHERE t.tenant_id = ticket_tags.tenant_id AND t.id = ticket_tags.ticket_id AND s.tenant_id = ticket_tags.tenant_id
        AND s.old_id = ticket_tags.tag_id AND s.project_id = t.project_id AND s.id <> s.old_id;
UPDATE tags SET tickets = g.tickets
    FROM (SELECT tenant_id, tag_id, count(*) AS tickets FROM ticket_tags GROUP BY tenant_id, tag_id) g
    WHERE g.tenant_id = tags.tenant_id AND g.tag_id = tags.id;
DROP TABLE tags_split;
ALTER TABLE tags
    ALTER COLUMN number SET NOT NULL,
    ALTER COLUMN project_id SET NOT NULL,
    ALTER COLUMN search_text SET NOT NULL,
    ALTER COLUMN color DROP DEFAULT,
    ALTER COLUMN tickets DROP DEFAULT,
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ALTER COLUMN version DROP DEFAULT,
    ADD CONSTRAINT tags_number_key UNIQUE (tenant_id, number),
    ADD CONSTRAINT tags_text_key UNIQUE (tenant_id, project_id, text),
    ADD CONSTRAINT tags_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id),
    SET (fillfactor = 70);
CREATE INDEX tags_by_folded_text ON tags (tenant_id, project_id, text_folded);
CREATE INDEX tags_by_any_text ON tags (tenant_id, text_folded);
CREATE INDEX tags_by_text ON tags (tenant_id, text, id);
INSERT INTO counters (tenant_id, name, value) SELECT tenant_id, 'tag', max(number) FROM tags GROUP BY tenant_id;

ALTER TABLE ticket_tags ADD COLUMN position integer NOT NULL DEFAULT 0 CHECK (position >= 0);
UPDATE ticket_tags SET position = placed.position
    FROM (SELECT g.tenant_id, g.ticket_id, g.tag_id,
            row_number() OVER (PARTITION BY g.tenant_id, g.ticket_id ORDER BY t.text, t.id) - 1 AS position
        FROM ticket_tags g JOIN tags t ON t.tenant_id = g.tenant_id AND t.id = g.tag_id) placed
    WHERE placed.tenant_id = ticket_tags.tenant_id AND placed.ticket_id = ticket_tags.ticket_id AND placed.tag_id = ticket_tags.tag_id;
ALTER TABLE ticket_tags ALTER COLUMN position DROP DEFAULT;

CREATE TABLE tag_contacts (
    tenant_id  uuid NOT NULL,
    tag_id     uuid NOT NULL,
    contact_id uuid NOT NULL,
    number     bigint NOT NULL CHECK (number > 0),
    role       text COLLATE "C" NOT NULL CHECK (char_length(role) <= 100),
    added_at   timestamptz NOT NULL,
    added_by   uuid,
    PRIMARY KEY (tenant_id, tag_id, contact_id),
    CONSTRAINT tag_contacts_number_key UNIQUE (tenant_id, number),
    CONSTRAINT tag_contacts_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT tag_contacts_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX tag_contacts_by_contact ON tag_contacts (tenant_id, contact_id);

-- Tickets are counted by column too; the id of all zeros stands for none.
DROP TABLE ticket_totals;
CREATE TABLE ticket_totals (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    project_id  uuid NOT NULL,
    column_id   uuid NOT NULL,
    status_id   uuid NOT NULL,
    priority_id uuid NOT NULL,
    assigned    boolean NOT NULL,
    closed      boolean NOT NULL,
    tickets     bigint NOT NULL CHECK (tickets >= 0),
    PRIMARY KEY (tenant_id, project_id, column_id, status_id, priority_id, assigned, closed)
) WITH (fillfactor = 50);
INSERT INTO ticket_totals (tenant_id, project_id, column_id, status_id, priority_id, assigned, closed, tickets)
    SELECT tenant_id, project_id, coalesce(column_id, '00000000-0000-0000-0000-000000000000'), status_id, priority_id,
        assignee_id IS NOT NULL, closed_at IS NOT NULL, count(*)
    FROM tickets GROUP BY 1, 2, 3, 4, 5, 6, 7;
