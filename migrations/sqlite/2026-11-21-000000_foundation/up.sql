-- Every key and index of a tenant's table begins with tenant_id, so that tenants are kept apart by the keys themselves. Global are
-- only tenants and credential_lookup, which tell whose tenant is meant. The same schema as PostgreSQL's, in this one's types: an
-- id is 16 bytes, a time is whole microseconds since 1970, a document is JSON text; the checks refuse what PostgreSQL's types refuse.
-- Text compares by bytes; whatever ignores case compares a folded column of our own.

CREATE TABLE tenants (
    id         BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    slug       TEXT NOT NULL CHECK (length(slug) BETWEEN 1 AND 63 AND instr(slug, char(0)) = 0),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    state      TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    created_at INTEGER NOT NULL,
    CONSTRAINT tenants_slug_key UNIQUE (slug)
) STRICT, WITHOUT ROWID;

-- The tenant's own lists.

CREATE TABLE departments (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id        BLOB NOT NULL CHECK (length(id) = 16),
    number    INTEGER NOT NULL CHECK (number > 0),
    name      TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT departments_number_key UNIQUE (tenant_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    tenant_id     BLOB NOT NULL REFERENCES tenants (id),
    id            BLOB NOT NULL CHECK (length(id) = 16),
    number        INTEGER NOT NULL CHECK (number > 0),
    login         TEXT NOT NULL CHECK (length(login) BETWEEN 1 AND 150 AND instr(login, char(0)) = 0),
    login_folded  TEXT NOT NULL CHECK (instr(login_folded, char(0)) = 0),
    first_name    TEXT NOT NULL CHECK (length(first_name) <= 255 AND instr(first_name, char(0)) = 0),
    last_name     TEXT NOT NULL CHECK (length(last_name) <= 255 AND instr(last_name, char(0)) = 0),
    email         TEXT CHECK (length(email) BETWEEN 1 AND 320 AND instr(email, char(0)) = 0),
    role          TEXT NOT NULL CHECK (role IN ('user', 'technician', 'manager', 'admin', 'super_admin')),
    extra         TEXT NOT NULL CHECK (json_valid(extra) AND json_type(extra) = 'array'),
    department_id BLOB,
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    password_hash TEXT,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_number_key UNIQUE (tenant_id, number),
    CONSTRAINT users_login_key UNIQUE (tenant_id, login_folded),
    CONSTRAINT users_department_fkey FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE statuses (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    key         TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255 AND instr(key, char(0)) = 0),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    name_folded TEXT NOT NULL CHECK (instr(name_folded, char(0)) = 0),
    category    TEXT NOT NULL CHECK (category IN ('open', 'active', 'waiting', 'done')),
    position    INTEGER NOT NULL CHECK (position >= 0),
    is_initial  INTEGER NOT NULL CHECK (is_initial IN (0, 1)),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT statuses_key_key UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX statuses_initial_key ON statuses (tenant_id) WHERE is_initial;

CREATE TABLE priorities (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    key         TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255 AND instr(key, char(0)) = 0),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    name_folded TEXT NOT NULL CHECK (instr(name_folded, char(0)) = 0),
    rank        INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 5),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT priorities_key_key UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE projects (
    tenant_id  BLOB NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL CHECK (length(id) = 16),
    number     INTEGER NOT NULL CHECK (number > 0),
    key        TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255 AND instr(key, char(0)) = 0),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT projects_number_key UNIQUE (tenant_id, number),
    CONSTRAINT projects_key_key UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX projects_default_key ON projects (tenant_id) WHERE is_default;

CREATE TABLE project_members (
    tenant_id  BLOB NOT NULL,
    project_id BLOB NOT NULL,
    user_id    BLOB NOT NULL,
    PRIMARY KEY (tenant_id, project_id, user_id),
    CONSTRAINT project_members_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT project_members_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX project_members_by_user ON project_members (tenant_id, user_id, project_id);

CREATE TABLE board_columns (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL CHECK (length(id) = 16),
    project_id BLOB NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    position   INTEGER NOT NULL CHECK (position >= 0),
    status_id  BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT board_columns_number_key UNIQUE (tenant_id, number),
    CONSTRAINT board_columns_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id),
    CONSTRAINT board_columns_status_fkey FOREIGN KEY (tenant_id, status_id) REFERENCES statuses (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_columns_by_project ON board_columns (tenant_id, project_id, position);

CREATE TABLE clients (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    name_folded TEXT NOT NULL CHECK (instr(name_folded, char(0)) = 0),
    email       TEXT CHECK (length(email) BETWEEN 1 AND 320 AND instr(email, char(0)) = 0),
    phone       TEXT CHECK (length(phone) BETWEEN 1 AND 100 AND instr(phone, char(0)) = 0),
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_by_name ON clients (tenant_id, name);

CREATE TABLE contacts (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    client_id   BLOB,
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    name_folded TEXT NOT NULL CHECK (instr(name_folded, char(0)) = 0),
    email       TEXT CHECK (length(email) BETWEEN 1 AND 320 AND instr(email, char(0)) = 0),
    phone       TEXT CHECK (length(phone) BETWEEN 1 AND 100 AND instr(phone, char(0)) = 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT contacts_client_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_by_name ON contacts (tenant_id, name);
CREATE INDEX contacts_by_client ON contacts (tenant_id, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE tags (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    text        TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 255 AND instr(text, char(0)) = 0),
    text_folded TEXT NOT NULL CHECK (instr(text_folded, char(0)) = 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_text_key UNIQUE (tenant_id, text_folded)
) STRICT, WITHOUT ROWID;

-- Tickets. Ids carry the time of creation, so (tenant_id, id) is the index for "newest first", and every index for a filter ends
-- with the id. search_text is the folded reference, a line feed, and the folded title. row_id is spelt out so that VACUUM keeps it.

CREATE TABLE tickets (
    row_id        INTEGER PRIMARY KEY,
    tenant_id     BLOB NOT NULL,
    id            BLOB NOT NULL CHECK (length(id) = 16),
    number        INTEGER NOT NULL CHECK (number > 0),
    reference     TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 255 AND instr(reference, char(0)) = 0),
    title         TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500 AND instr(title, char(0)) = 0),
    search_text   TEXT NOT NULL CHECK (instr(search_text, char(0)) = 0),
    description   TEXT CHECK (length(description) <= 1000000 AND instr(description, char(0)) = 0),
    kind          TEXT NOT NULL
        CHECK (kind IN ('incident', 'request', 'problem', 'change', 'task', 'bug', 'story', 'epic')),
    status_id     BLOB NOT NULL,
    priority_id   BLOB NOT NULL,
    rank          INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 5),
    project_id    BLOB NOT NULL,
    column_id     BLOB,
    department_id BLOB,
    client_id     BLOB,
    contact_id    BLOB,
    category      TEXT CHECK (length(category) BETWEEN 1 AND 255 AND instr(category, char(0)) = 0),
    url           TEXT CHECK (length(url) BETWEEN 1 AND 2048 AND instr(url, char(0)) = 0),
    assignee_id   BLOB,
    due_at        INTEGER,
    attributes    TEXT NOT NULL CHECK (json_valid(attributes) AND json_type(attributes) = 'object'),
    closed_at     INTEGER,
    closed_by     BLOB,
    created_by    BLOB,
    created_at    INTEGER NOT NULL,
    updated_by    BLOB,
    updated_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL CHECK (version >= 1),
    CONSTRAINT tickets_key UNIQUE (tenant_id, id),
    CONSTRAINT tickets_number_key UNIQUE (tenant_id, number),
    CONSTRAINT tickets_reference_key UNIQUE (tenant_id, reference),
    CONSTRAINT tickets_closed_after_created CHECK (closed_at >= created_at),
    CONSTRAINT tickets_closed_by_when_closed CHECK (closed_by IS NULL OR closed_at IS NOT NULL),
    CONSTRAINT tickets_status_fkey FOREIGN KEY (tenant_id, status_id) REFERENCES statuses (tenant_id, id),
    CONSTRAINT tickets_priority_fkey FOREIGN KEY (tenant_id, priority_id) REFERENCES priorities (tenant_id, id),
    CONSTRAINT tickets_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id),
    CONSTRAINT tickets_column_fkey FOREIGN KEY (tenant_id, column_id) REFERENCES board_columns (tenant_id, id),
    CONSTRAINT tickets_department_fkey FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id),
    CONSTRAINT tickets_client_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CONSTRAINT tickets_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id),
    CONSTRAINT tickets_assignee_fkey FOREIGN KEY (tenant_id, assignee_id) REFERENCES users (tenant_id, id),
    CONSTRAINT tickets_closed_by_fkey FOREIGN KEY (tenant_id, closed_by) REFERENCES users (tenant_id, id),
    CONSTRAINT tickets_created_by_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id),
    CONSTRAINT tickets_updated_by_fkey FOREIGN KEY (tenant_id, updated_by) REFERENCES users (tenant_id, id)
) STRICT;
CREATE INDEX tickets_by_status ON tickets (tenant_id, status_id, id DESC);
CREATE INDEX tickets_by_priority ON tickets (tenant_id, priority_id, id DESC);
CREATE INDEX tickets_by_rank ON tickets (tenant_id, rank, id);
CREATE INDEX tickets_by_project ON tickets (tenant_id, project_id, id DESC);
CREATE INDEX tickets_by_assignee ON tickets (tenant_id, assignee_id, id DESC);
CREATE INDEX tickets_by_creator ON tickets (tenant_id, created_by, id DESC);
CREATE INDEX tickets_by_department ON tickets (tenant_id, department_id, id DESC) WHERE department_id IS NOT NULL;
CREATE INDEX tickets_by_client ON tickets (tenant_id, client_id, id DESC) WHERE client_id IS NOT NULL;
CREATE INDEX tickets_by_contact ON tickets (tenant_id, contact_id, id DESC) WHERE contact_id IS NOT NULL;
CREATE INDEX tickets_by_category ON tickets (tenant_id, category, id DESC) WHERE category IS NOT NULL;
CREATE INDEX tickets_by_update ON tickets (tenant_id, updated_at, id);
CREATE INDEX tickets_by_closing ON tickets (tenant_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX tickets_due ON tickets (tenant_id, due_at, id) WHERE closed_at IS NULL AND due_at IS NOT NULL;

CREATE TABLE ticket_tags (
    tenant_id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    tag_id    BLOB NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, tag_id),
    CONSTRAINT ticket_tags_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tags_by_tag ON ticket_tags (tenant_id, tag_id, ticket_id DESC);

CREATE TABLE ticket_watchers (
    tenant_id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    user_id   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, user_id),
    CONSTRAINT ticket_watchers_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_watchers_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_watchers_by_user ON ticket_watchers (tenant_id, user_id, ticket_id DESC);

-- Those assigned beside tickets.assignee_id.
CREATE TABLE ticket_assignees (
    tenant_id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    user_id   BLOB NOT NULL,
    position  INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (tenant_id, ticket_id, user_id),
    CONSTRAINT ticket_assignees_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_assignees_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_assignees_by_user ON ticket_assignees (tenant_id, user_id, ticket_id DESC);

-- How many tickets there are of each sort, kept by whoever writes a ticket, in the same transaction: exact totals without counting.
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

CREATE TABLE ticket_category_totals (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    category  TEXT NOT NULL CHECK (length(category) BETWEEN 1 AND 255 AND instr(category, char(0)) = 0),
    tickets   INTEGER NOT NULL CHECK (tickets >= 0),
    PRIMARY KEY (tenant_id, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE comments (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL CHECK (length(id) = 16),
    number     INTEGER NOT NULL CHECK (number > 0),
    ticket_id  BLOB NOT NULL,
    author_id  BLOB,
    text       TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000000 AND instr(text, char(0)) = 0),
    internal   INTEGER NOT NULL CHECK (internal IN (0, 1)),
    resolution INTEGER NOT NULL CHECK (resolution IN (0, 1)),
    thread_id  BLOB NOT NULL,
    parent_id  BLOB,
    metadata   TEXT CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT comments_number_key UNIQUE (tenant_id, number),
    CONSTRAINT comments_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT comments_author_fkey FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT comments_thread_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES comments (tenant_id, id),
    CONSTRAINT comments_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES comments (tenant_id, id)
) STRICT;
CREATE INDEX comments_by_ticket ON comments (tenant_id, ticket_id, id);

-- A span is cut to whole minutes, so it may be empty.
CREATE TABLE time_entries (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL CHECK (length(id) = 16),
    user_id    BLOB NOT NULL,
    work       TEXT NOT NULL CHECK (work IN ('ticket', 'non_billable_category', 'ad_hoc', 'interaction')),
    ticket_id  BLOB,
    item_id    BLOB CHECK (length(item_id) = 16),
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    billable   INTEGER NOT NULL CHECK (billable IN (0, 1)),
    notes      TEXT CHECK (length(notes) <= 100000 AND instr(notes, char(0)) = 0),
    tax_region TEXT CHECK (length(tax_region) BETWEEN 1 AND 255 AND instr(tax_region, char(0)) = 0),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT time_entries_end_after_start CHECK (ended_at >= started_at),
    CONSTRAINT time_entries_ticket_when_ticket CHECK ((work = 'ticket') = (ticket_id IS NOT NULL)),
    CONSTRAINT time_entries_item_unless_ticket CHECK (item_id IS NULL OR ticket_id IS NULL),
    CONSTRAINT time_entries_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT time_entries_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
) STRICT;
CREATE INDEX time_entries_by_user ON time_entries (tenant_id, user_id, started_at, ended_at);
CREATE INDEX time_entries_by_ticket ON time_entries (tenant_id, ticket_id, id) WHERE ticket_id IS NOT NULL;

-- The log of what happened. It only grows. No foreign key leads to or from it, because it outlives what it tells of.
CREATE TABLE events (
    tenant_id  BLOB NOT NULL REFERENCES tenants (id),
    sequence   INTEGER NOT NULL CHECK (sequence > 0),
    id         BLOB NOT NULL CHECK (length(id) = 16),
    kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 100 AND instr(kind, char(0)) = 0),
    ticket_id  BLOB CHECK (length(ticket_id) = 16),
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    actor_kind TEXT NOT NULL CHECK (length(actor_kind) BETWEEN 1 AND 100 AND instr(actor_kind, char(0)) = 0),
    actor_id   BLOB CHECK (length(actor_id) = 16),
    internal   INTEGER NOT NULL CHECK (internal IN (0, 1)),
    changes    TEXT NOT NULL CHECK (json_valid(changes) AND json_type(changes) = 'array'),
    created_at INTEGER NOT NULL,
    request_id TEXT CHECK (length(request_id) <= 255 AND instr(request_id, char(0)) = 0),
    PRIMARY KEY (tenant_id, sequence),
    CONSTRAINT events_id_key UNIQUE (tenant_id, id),
    CONSTRAINT events_user_has_id CHECK (actor_kind <> 'user' OR actor_id IS NOT NULL)
) STRICT;
CREATE INDEX events_by_ticket ON events (tenant_id, ticket_id, sequence) WHERE ticket_id IS NOT NULL;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;
CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;

-- What the webhooks are still to be told.
CREATE TABLE outbox (
    tenant_id  BLOB NOT NULL,
    event_id   BLOB NOT NULL CHECK (length(event_id) = 16),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_age ON outbox (tenant_id, created_at);

CREATE TABLE counters (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    name      TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100 AND instr(name, char(0)) = 0),
    value     INTEGER NOT NULL CHECK (value > 0),
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    kind         TEXT NOT NULL CHECK (kind IN ('api_key')),
    user_id      BLOB NOT NULL,
    fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
    prefix       TEXT NOT NULL CHECK (length(prefix) <= 255 AND instr(prefix, char(0)) = 0),
    description  TEXT NOT NULL CHECK (length(description) <= 1000 AND instr(description, char(0)) = 0),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT credentials_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_by_user ON credentials (tenant_id, user_id);

-- Global: it finds the tenant of whoever presents a secret. Not bound to credentials by a key, so that those can be distributed.
CREATE TABLE credential_lookup (
    fingerprint   BLOB NOT NULL CHECK (length(fingerprint) = 32),
    tenant_id     BLOB NOT NULL REFERENCES tenants (id),
    credential_id BLOB NOT NULL CHECK (length(credential_id) = 16),
    CONSTRAINT credential_lookup_pkey PRIMARY KEY (fingerprint)
) STRICT, WITHOUT ROWID;

-- Answers kept for repeated requests. The answer is absent only inside the transaction that claimed the key.
CREATE TABLE idempotency_keys (
    tenant_id     BLOB NOT NULL REFERENCES tenants (id),
    credential_id BLOB NOT NULL CHECK (length(credential_id) = 16),
    key           TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255 AND instr(key, char(0)) = 0),
    request_hash  BLOB NOT NULL CHECK (length(request_hash) = 32),
    status        INTEGER CHECK (status BETWEEN 100 AND 599),
    headers       TEXT NOT NULL CHECK (json_valid(headers) AND json_type(headers) = 'array'),
    body          BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, credential_id, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (tenant_id, created_at);

-- The ids that things of other systems got here.
CREATE TABLE imports (
    tenant_id   BLOB NOT NULL REFERENCES tenants (id),
    source      TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 255 AND instr(source, char(0)) = 0),
    kind        TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 100 AND instr(kind, char(0)) = 0),
    foreign_key TEXT NOT NULL CHECK (length(foreign_key) BETWEEN 1 AND 500 AND instr(foreign_key, char(0)) = 0),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (tenant_id, source, kind, foreign_key)
) STRICT, WITHOUT ROWID;
