-- Tags that differ in nothing but case become one again, whatever project they were of: the oldest of them. Contacts stand beside
-- tags no longer.
DROP TABLE ticket_totals;
CREATE TABLE ticket_totals (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    project_id  uuid NOT NULL,
    status_id   uuid NOT NULL,
    priority_id uuid NOT NULL,
    assigned    boolean NOT NULL,
    closed      boolean NOT NULL,
    tickets     bigint NOT NULL CHECK (tickets >= 0),
    PRIMARY KEY (tenant_id, project_id, status_id, priority_id, assigned, closed)
) WITH (fillfactor = 50);
INSERT INTO ticket_totals (tenant_id, project_id, status_id, priority_id, assigned, closed, tickets)
    SELECT tenant_id, project_id, status_id, priority_id, assignee_id IS NOT NULL, closed_at IS NOT NULL, count(*)
    FROM tickets GROUP BY 1, 2, 3, 4, 5, 6;

DROP TABLE tag_contacts;

CREATE TABLE tags_joined AS
    SELECT DISTINCT g.tenant_id, g.ticket_id, kept.id AS tag_id
    FROM ticket_tags g
    JOIN tags t ON t.tenant_id = g.tenant_id AND t.id = g.tag_id
    JOIN (SELECT DISTINCT ON (tenant_id, text_folded) tenant_id, text_folded, id FROM tags ORDER BY tenant_id, text_folded, number) kept
        ON kept.tenant_id = t.tenant_id AND kept.text_folded = t.text_folded;
DELETE FROM ticket_tags;
ALTER TABLE ticket_tags DROP COLUMN position;
INSERT INTO ticket_tags (tenant_id, ticket_id, tag_id) SELECT tenant_id, ticket_id, tag_id FROM tags_joined;
DROP TABLE tags_joined;
DELETE FROM tags WHERE EXISTS (SELECT 1 FROM tags older
    WHERE older.tenant_id = tags.tenant_id AND older.text_folded = tags.text_folded AND older.number < tags.number);
DROP INDEX tags_by_text;
DROP INDEX tags_by_any_text;
DROP INDEX tags_by_folded_text;
ALTER TABLE tags
    DROP CONSTRAINT tags_project_fkey,
    DROP CONSTRAINT tags_text_key,
    DROP CONSTRAINT tags_number_key,
    DROP COLUMN version,
    DROP COLUMN updated_at,
    DROP COLUMN created_at,
    DROP COLUMN created_by,
    DROP COLUMN tickets,
    DROP COLUMN color,
    DROP COLUMN search_text,
    DROP COLUMN description,
    DROP COLUMN project_id,
    DROP COLUMN number,
    ADD CONSTRAINT tags_text_key UNIQUE (tenant_id, text_folded),
    RESET (fillfactor);

ALTER TABLE contacts
    DROP CONSTRAINT contacts_number_key,
    DROP COLUMN version,
    DROP COLUMN updated_at,
    DROP COLUMN created_at,
    DROP COLUMN search_text,
    DROP COLUMN description,
    DROP COLUMN department,
    DROP COLUMN title,
    DROP COLUMN number;
DELETE FROM counters WHERE name IN ('tag', 'contact', 'tag_contact');

ALTER TABLE board_columns
    DROP CONSTRAINT board_columns_name_key,
    DROP COLUMN version,
    DROP COLUMN updated_at,
    DROP COLUMN created_at,
    DROP COLUMN color;

ALTER TABLE project_members
    DROP COLUMN added_at,
    DROP COLUMN role;

DROP INDEX projects_by_creator;
DROP INDEX projects_by_name;
ALTER TABLE projects
    DROP COLUMN version,
    DROP COLUMN updated_at,
    DROP COLUMN created_at,
    DROP COLUMN created_by,
    DROP COLUMN description;
