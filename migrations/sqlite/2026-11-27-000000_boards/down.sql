-- Tags that differ in nothing but case become one again, whatever project they were of: the oldest of them. Contacts stand beside
-- tags no longer.
DROP TABLE ticket_totals;
CREATE TABLE ticket_totals (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    project_id  BLOB NOT NULL CHECK (length(project_id) = 16),
    status_id   BLOB NOT NULL CHECK (length(status_id) = 16),
    priority_id BLOB NOT NULL CHECK (length(priority_id) = 16),
    assigned    INTEGER NOT NULL CHECK (assigned IN (0, 1)),
    closed      INTEGER NOT NULL CHECK (closed IN (0, 1)),
    tickets     INTEGER NOT NULL CHECK (tickets >= 0),
    PRIMARY KEY (tenant_id, project_id, status_id, priority_id, assigned, closed)
) STRICT, WITHOUT ROWID;
INSERT INTO ticket_totals (tenant_id, project_id, status_id, priority_id, assigned, closed, tickets)
    SELECT tenant_id, project_id, status_id, priority_id, assignee_id IS NOT NULL, closed_at IS NOT NULL, count(*)
    FROM tickets GROUP BY 1, 2, 3, 4, 5, 6;

DROP TABLE tag_contacts;

DROP INDEX ticket_tags_by_tag;
DROP INDEX tags_by_text;
DROP INDEX tags_by_any_text;
DROP INDEX tags_by_folded_text;
ALTER TABLE ticket_tags RENAME TO ticket_tags_before;
ALTER TABLE tags RENAME TO tags_before;
CREATE TABLE tags (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    text        TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 255 AND instr(text, char(0)) = 0),
    text_folded TEXT NOT NULL CHECK (instr(text_folded, char(0)) = 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_text_key UNIQUE (tenant_id, text_folded)
) STRICT, WITHOUT ROWID;
CREATE TABLE ticket_tags (
    tenant_id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    tag_id    BLOB NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, tag_id),
    CONSTRAINT ticket_tags_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO tags (tenant_id, id, text, text_folded)
    SELECT tenant_id, id, text, text_folded
    FROM (SELECT tenant_id, id, text, text_folded, row_number() OVER (PARTITION BY tenant_id, text_folded ORDER BY number) AS place
        FROM tags_before)
    WHERE place = 1;
INSERT INTO ticket_tags (tenant_id, ticket_id, tag_id)
    SELECT DISTINCT g.tenant_id, g.ticket_id, kept.id
    FROM ticket_tags_before g
    JOIN tags_before t ON t.tenant_id = g.tenant_id AND t.id = g.tag_id
    JOIN tags kept ON kept.tenant_id = t.tenant_id AND kept.text_folded = t.text_folded;
DROP TABLE ticket_tags_before;
DROP TABLE tags_before;
CREATE INDEX ticket_tags_by_tag ON ticket_tags (tenant_id, tag_id, ticket_id DESC);

DROP INDEX contacts_number_key;
ALTER TABLE contacts DROP COLUMN version;
ALTER TABLE contacts DROP COLUMN updated_at;
ALTER TABLE contacts DROP COLUMN created_at;
ALTER TABLE contacts DROP COLUMN search_text;
ALTER TABLE contacts DROP COLUMN description;
ALTER TABLE contacts DROP COLUMN department;
ALTER TABLE contacts DROP COLUMN title;
ALTER TABLE contacts DROP COLUMN number;
DELETE FROM counters WHERE name IN ('tag', 'contact', 'tag_contact');

DROP INDEX board_columns_name_key;
ALTER TABLE board_columns DROP COLUMN version;
ALTER TABLE board_columns DROP COLUMN updated_at;
ALTER TABLE board_columns DROP COLUMN created_at;
ALTER TABLE board_columns DROP COLUMN color;

ALTER TABLE project_members DROP COLUMN added_at;
ALTER TABLE project_members DROP COLUMN role;

DROP INDEX projects_by_creator;
DROP INDEX projects_by_name;
ALTER TABLE projects DROP COLUMN version;
ALTER TABLE projects DROP COLUMN updated_at;
ALTER TABLE projects DROP COLUMN created_at;
ALTER TABLE projects DROP COLUMN created_by;
ALTER TABLE projects DROP COLUMN description;
