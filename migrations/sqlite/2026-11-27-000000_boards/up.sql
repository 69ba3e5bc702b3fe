-- Boards: projects tell who made them and when, columns have colours, tags belong to projects, contacts stand beside tags. The rules
-- of the migrations before go on. Nobody is ever taken away, so no foreign key leads to whoever made something. A column that is added
-- to a table with foreign keys to it needs a default where it may not be absent; no statement of ours makes use of one.

-- What was there came with the tenant.
ALTER TABLE projects ADD COLUMN description TEXT CHECK (length(description) <= 1000000 AND instr(description, char(0)) = 0);
ALTER TABLE projects ADD COLUMN created_by BLOB CHECK (length(created_by) = 16);
ALTER TABLE projects ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
UPDATE projects SET created_at = tenants.created_at, updated_at = tenants.created_at FROM tenants WHERE tenants.id = projects.tenant_id;
CREATE INDEX projects_by_name ON projects (tenant_id, name, id);
CREATE INDEX projects_by_creator ON projects (tenant_id, created_by, number) WHERE created_by IS NOT NULL;

ALTER TABLE project_members ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'superadmin'));
ALTER TABLE project_members ADD COLUMN added_at INTEGER NOT NULL DEFAULT 0;
UPDATE project_members SET added_at = tenants.created_at FROM tenants WHERE tenants.id = project_members.tenant_id;

ALTER TABLE board_columns ADD COLUMN color TEXT NOT NULL DEFAULT '#0052cc'
    CHECK (length(color) = 7 AND color GLOB '#[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]');
ALTER TABLE board_columns ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board_columns ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE board_columns ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
UPDATE board_columns SET created_at = tenants.created_at, updated_at = tenants.created_at,
        color = CASE board_columns.name WHEN 'In Progress' THEN '#ff9800' ELSE color END
    FROM tenants WHERE tenants.id = board_columns.tenant_id;
CREATE UNIQUE INDEX board_columns_name_key ON board_columns (tenant_id, project_id, name);

-- search_text is the folded name, e-mail address, title, department and description, a line feed between each.
ALTER TABLE contacts ADD COLUMN number INTEGER NOT NULL DEFAULT 1 CHECK (number > 0);
ALTER TABLE contacts ADD COLUMN title TEXT CHECK (length(title) <= 100 AND instr(title, char(0)) = 0);
ALTER TABLE contacts ADD COLUMN department TEXT CHECK (length(department) <= 100 AND instr(department, char(0)) = 0);
ALTER TABLE contacts ADD COLUMN description TEXT CHECK (length(description) <= 1000000 AND instr(description, char(0)) = 0);
ALTER TABLE contacts ADD COLUMN search_text TEXT NOT NULL DEFAULT '' CHECK (instr(search_text, char(0)) = 0);
ALTER TABLE contacts ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
UPDATE contacts SET number = aged.number, search_text = name_folded || char(10) || lower(coalesce(email, '')),
        created_at = aged.created_at, updated_at = aged.created_at
    FROM (SELECT c.tenant_id, c.id, t.created_at, row_number() OVER (PARTITION BY c.tenant_id ORDER BY c.id) AS number
        FROM contacts c JOIN tenants t ON t.id = c.tenant_id) aged
    WHERE aged.tenant_id = contacts.tenant_id AND aged.id = contacts.id;
CREATE UNIQUE INDEX contacts_number_key ON contacts (tenant_id, number);
INSERT INTO counters (tenant_id, name, value) SELECT tenant_id, 'contact', max(number) FROM contacts GROUP BY tenant_id;

-- A tag that tickets of several projects bear becomes one of each, the first of them under its old id. One that no ticket bears goes
-- to the default project. A rule of uniqueness cannot be changed in place, so tags are made anew with what refers to them.
CREATE TABLE tags_split AS
    SELECT tenant_id, old_id, project_id, CASE place WHEN 1 THEN old_id ELSE randomblob(16) END AS id,
        row_number() OVER (PARTITION BY tenant_id ORDER BY old_id, place) AS number
    FROM (SELECT tenant_id, old_id, project_id, row_number() OVER (PARTITION BY tenant_id, old_id ORDER BY project_number) AS place
        FROM (SELECT DISTINCT g.tenant_id, g.tag_id AS old_id, t.project_id, p.number AS project_number
            FROM ticket_tags g
            JOIN tickets t ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id
            JOIN projects p ON p.tenant_id = t.tenant_id AND p.id = t.project_id
            UNION ALL
            SELECT t.tenant_id, t.id, p.id, p.number FROM tags t
            JOIN projects p ON p.tenant_id = t.tenant_id AND p.is_default
            WHERE NOT EXISTS (SELECT 1 FROM ticket_tags g WHERE g.tenant_id = t.tenant_id AND g.tag_id = t.id)));
DROP INDEX ticket_tags_by_tag;
ALTER TABLE ticket_tags RENAME TO ticket_tags_before;
ALTER TABLE tags RENAME TO tags_before;

-- search_text is the folded text and description, a line feed between them. tickets counts those that bear the tag; it is kept by
-- whoever tags a ticket, in the same transaction.
CREATE TABLE tags (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    number      INTEGER NOT NULL CHECK (number > 0),
    project_id  BLOB NOT NULL,
    text        TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 255 AND instr(text, char(0)) = 0),
    text_folded TEXT NOT NULL CHECK (instr(text_folded, char(0)) = 0),
    description TEXT CHECK (length(description) <= 1000000 AND instr(description, char(0)) = 0),
    search_text TEXT NOT NULL CHECK (instr(search_text, char(0)) = 0),
    color       TEXT NOT NULL
        CHECK (length(color) = 7 AND color GLOB '#[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]'),
    tickets     INTEGER NOT NULL CHECK (tickets >= 0),
    created_by  BLOB CHECK (length(created_by) = 16),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_number_key UNIQUE (tenant_id, number),
    CONSTRAINT tags_text_key UNIQUE (tenant_id, project_id, text),
    CONSTRAINT tags_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id)
) STRICT;
CREATE TABLE ticket_tags (
    tenant_id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    tag_id    BLOB NOT NULL,
    position  INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (tenant_id, ticket_id, tag_id),
    CONSTRAINT ticket_tags_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO tags (tenant_id, id, number, project_id, text, text_folded, search_text, color, tickets, created_at, updated_at, version)
    SELECT s.tenant_id, s.id, s.number, s.project_id, t.text, t.text_folded, t.text_folded || char(10), '#0052cc', 0,
        tenants.created_at, tenants.created_at, 1
    FROM tags_split s
    JOIN tags_before t ON t.tenant_id = s.tenant_id AND t.id = s.old_id
    JOIN tenants ON tenants.id = s.tenant_id;
INSERT INTO ticket_tags (tenant_id, ticket_id, tag_id, position)
    SELECT g.tenant_id, g.ticket_id, s.id, row_number() OVER (PARTITION BY g.tenant_id, g.ticket_id ORDER BY b.text, s.id) - 1
    FROM ticket_tags_before g
    JOIN tickets t ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id
    JOIN tags_split s ON s.tenant_id = g.tenant_id AND s.old_id = g.tag_id AND s.project_id = t.project_id
    JOIN tags_before b ON b.tenant_id = g.tenant_id AND b.id = g.tag_id;
UPDATE tags SET tickets = g.tickets
    FROM (SELECT tenant_id, tag_id, count(*) AS tickets FROM ticket_tags GROUP BY tenant_id, tag_id) g
    WHERE g.tenant_id = tags.tenant_id AND g.tag_id = tags.id;
DROP TABLE ticket_tags_before;
DROP TABLE tags_before;
DROP TABLE tags_split;
CREATE INDEX ticket_tags_by_tag ON ticket_tags (tenant_id, tag_id, ticket_id DESC);
CREATE INDEX tags_by_folded_text ON tags (tenant_id, project_id, text_folded);
CREATE INDEX tags_by_any_text ON tags (tenant_id, text_folded);
CREATE INDEX tags_by_text ON tags (tenant_id, text, id);
INSERT INTO counters (tenant_id, name, value) SELECT tenant_id, 'tag', max(number) FROM tags GROUP BY tenant_id;

CREATE TABLE tag_contacts (
    tenant_id  BLOB NOT NULL,
    tag_id     BLOB NOT NULL,
    contact_id BLOB NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    role       TEXT NOT NULL CHECK (length(role) <= 100 AND instr(role, char(0)) = 0),
    added_at   INTEGER NOT NULL,
    added_by   BLOB CHECK (length(added_by) = 16),
    PRIMARY KEY (tenant_id, tag_id, contact_id),
    CONSTRAINT tag_contacts_number_key UNIQUE (tenant_id, number),
    CONSTRAINT tag_contacts_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT tag_contacts_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX tag_contacts_by_contact ON tag_contacts (tenant_id, contact_id);

-- Tickets are counted by column too; the id of all zeros stands for none.
DROP TABLE ticket_totals;
CREATE TABLE ticket_totals (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    project_id  BLOB NOT NULL CHECK (length(project_id) = 16),
    column_id   BLOB NOT NULL CHECK (length(column_id) = 16),
    status_id   BLOB NOT NULL CHECK (length(status_id) = 16),
    priority_id BLOB NOT NULL CHECK (length(priority_id) = 16),
    assigned    INTEGER NOT NULL CHECK (assigned IN (0, 1)),
    closed      INTEGER NOT NULL CHECK (closed IN (0, 1)),
    tickets     INTEGER NOT NULL CHECK (tickets >= 0),
    PRIMARY KEY (tenant_id, project_id, column_id, status_id, priority_id, assigned, closed)
) STRICT, WITHOUT ROWID;
INSERT INTO ticket_totals (tenant_id, project_id, column_id, status_id, priority_id, assigned, closed, tickets)
    SELECT tenant_id, project_id, coalesce(column_id, zeroblob(16)), status_id, priority_id,
        assignee_id IS NOT NULL, closed_at IS NOT NULL, count(*)
    FROM tickets GROUP BY 1, 2, 3, 4, 5, 6, 7;
