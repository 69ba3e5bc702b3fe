-- Every key and index of a tenant's table begins with tenant_id, so that tenants are kept apart by the keys themselves and the
-- tables can be distributed by that column. Global are only tenants and credential_lookup, which tell whose tenant is meant.
-- Text compares by bytes (COLLATE "C"), as it does on SQLite; whatever ignores case compares a folded column of our own.

CREATE TABLE tenants (
    id         uuid PRIMARY KEY,
    slug       text COLLATE "C" NOT NULL CHECK (char_length(slug) BETWEEN 1 AND 63),
    name       text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    state      text COLLATE "C" NOT NULL CHECK (state IN ('active', 'suspended')),
    created_at timestamptz NOT NULL,
    CONSTRAINT tenants_slug_key UNIQUE (slug)
);

-- The tenant's own lists.

CREATE TABLE departments (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id        uuid NOT NULL,
    number    bigint NOT NULL CHECK (number > 0),
    name      text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT departments_number_key UNIQUE (tenant_id, number)
);

CREATE TABLE users (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    id            uuid NOT NULL,
    number        bigint NOT NULL CHECK (number > 0),
    login         text COLLATE "C" NOT NULL CHECK (char_length(login) BETWEEN 1 AND 150),
    login_folded  text COLLATE "C" NOT NULL,
    first_name    text COLLATE "C" NOT NULL CHECK (char_length(first_name) <= 255),
    last_name     text COLLATE "C" NOT NULL CHECK (char_length(last_name) <= 255),
    email         text COLLATE "C" CHECK (char_length(email) BETWEEN 1 AND 320),
    role          text COLLATE "C" NOT NULL CHECK (role IN ('user', 'technician', 'manager', 'admin', 'super_admin')),
    extra         jsonb NOT NULL CHECK (jsonb_typeof(extra) = 'array'),
    department_id uuid,
    active        boolean NOT NULL,
    password_hash text COLLATE "C",
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_number_key UNIQUE (tenant_id, number),
    CONSTRAINT users_login_key UNIQUE (tenant_id, login_folded),
    CONSTRAINT users_department_fkey FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
);

CREATE TABLE statuses (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    key         text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    name        text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    name_folded text COLLATE "C" NOT NULL,
    category    text COLLATE "C" NOT NULL CHECK (category IN ('open', 'active', 'waiting', 'done')),
    position    integer NOT NULL CHECK (position >= 0),
    is_initial  boolean NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT statuses_key_key UNIQUE (tenant_id, key)
);
CREATE UNIQUE INDEX statuses_initial_key ON statuses (tenant_id) WHERE is_initial;

CREATE TABLE priorities (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    key         text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    name        text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    name_folded text COLLATE "C" NOT NULL,
    rank        smallint NOT NULL CHECK (rank BETWEEN 1 AND 5),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT priorities_key_key UNIQUE (tenant_id, key)
);

CREATE TABLE projects (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    number     bigint NOT NULL CHECK (number > 0),
    key        text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    name       text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    is_default boolean NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT projects_number_key UNIQUE (tenant_id, number),
    CONSTRAINT projects_key_key UNIQUE (tenant_id, key)
);
CREATE UNIQUE INDEX projects_default_key ON projects (tenant_id) WHERE is_default;

CREATE TABLE project_members (
    tenant_id  uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id    uuid NOT NULL,
    PRIMARY KEY (tenant_id, project_id, user_id),
    CONSTRAINT project_members_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT project_members_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX project_members_by_user ON project_members (tenant_id, user_id, project_id);

CREATE TABLE board_columns (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    project_id uuid NOT NULL,
    number     bigint NOT NULL CHECK (number > 0),
    name       text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    position   integer NOT NULL CHECK (position >= 0),
    status_id  uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT board_columns_number_key UNIQUE (tenant_id, number),
    CONSTRAINT board_columns_project_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id),
    CONSTRAINT board_columns_status_fkey FOREIGN KEY (tenant_id, status_id) REFERENCES statuses (tenant_id, id)
);
CREATE INDEX board_columns_by_project ON board_columns (tenant_id, project_id, position);

CREATE TABLE clients (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    name        text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    name_folded text COLLATE "C" NOT NULL,
    email       text COLLATE "C" CHECK (char_length(email) BETWEEN 1 AND 320),
    phone       text COLLATE "C" CHECK (char_length(phone) BETWEEN 1 AND 100),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX clients_by_name ON clients (tenant_id, name);

CREATE TABLE contacts (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    client_id   uuid,
    name        text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    name_folded text COLLATE "C" NOT NULL,
    email       text COLLATE "C" CHECK (char_length(email) BETWEEN 1 AND 320),
    phone       text COLLATE "C" CHECK (char_length(phone) BETWEEN 1 AND 100),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT contacts_client_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX contacts_by_name ON contacts (tenant_id, name);
CREATE INDEX contacts_by_client ON contacts (tenant_id, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE tags (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    text        text COLLATE "C" NOT NULL CHECK (char_length(text) BETWEEN 1 AND 255),
    text_folded text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_text_key UNIQUE (tenant_id, text_folded)
);

-- Tickets. Ids carry the time of creation, so (tenant_id, id) is the index for "newest first", and every index for a filter ends
-- with the id. search_text is the folded reference, a line feed, and the folded title.

CREATE TABLE tickets (
    tenant_id     uuid NOT NULL,
    id            uuid NOT NULL,
    number        bigint NOT NULL CHECK (number > 0),
    reference     text COLLATE "C" NOT NULL CHECK (char_length(reference) BETWEEN 1 AND 255),
    title         text COLLATE "C" NOT NULL CHECK (char_length(title) BETWEEN 1 AND 500),
    search_text   text COLLATE "C" NOT NULL,
    description   text COLLATE "C" CHECK (char_length(description) <= 1000000),
    kind          text COLLATE "C" NOT NULL
        CHECK (kind IN ('incident', 'request', 'problem', 'change', 'task', 'bug', 'story', 'epic')),
    status_id     uuid NOT NULL,
    priority_id   uuid NOT NULL,
    rank          smallint NOT NULL CHECK (rank BETWEEN 1 AND 5),
    project_id    uuid NOT NULL,
    column_id     uuid,
    department_id uuid,
    client_id     uuid,
    contact_id    uuid,
    category      text COLLATE "C" CHECK (char_length(category) BETWEEN 1 AND 255),
    url           text COLLATE "C" CHECK (char_length(url) BETWEEN 1 AND 2048),
    assignee_id   uuid,
    due_at        timestamptz,
    attributes    jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'object'),
    closed_at     timestamptz,
    closed_by     uuid,
    created_by    uuid,
    created_at    timestamptz NOT NULL,
    updated_by    uuid,
    updated_at    timestamptz NOT NULL,
    version       bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (tenant_id, id),
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
);
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
    tenant_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    tag_id    uuid NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, tag_id),
    CONSTRAINT ticket_tags_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
);
CREATE INDEX ticket_tags_by_tag ON ticket_tags (tenant_id, tag_id, ticket_id DESC);

CREATE TABLE ticket_watchers (
    tenant_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    user_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, user_id),
    CONSTRAINT ticket_watchers_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_watchers_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_watchers_by_user ON ticket_watchers (tenant_id, user_id, ticket_id DESC);

-- Those assigned beside tickets.assignee_id.
CREATE TABLE ticket_assignees (
    tenant_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    user_id   uuid NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    PRIMARY KEY (tenant_id, ticket_id, user_id),
    CONSTRAINT ticket_assignees_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ticket_assignees_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_assignees_by_user ON ticket_assignees (tenant_id, user_id, ticket_id DESC);

-- How many tickets there are of each sort, kept by whoever writes a ticket, in the same transaction: exact totals without counting.
-- Room is left in each page because the rows are updated in place.
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

CREATE TABLE ticket_category_totals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    category  text COLLATE "C" NOT NULL CHECK (char_length(category) BETWEEN 1 AND 255),
    tickets   bigint NOT NULL CHECK (tickets >= 0),
    PRIMARY KEY (tenant_id, category)
) WITH (fillfactor = 50);

CREATE TABLE comments (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    number     bigint NOT NULL CHECK (number > 0),
    ticket_id  uuid NOT NULL,
    author_id  uuid,
    text       text COLLATE "C" NOT NULL CHECK (char_length(text) BETWEEN 1 AND 1000000),
    internal   boolean NOT NULL,
    resolution boolean NOT NULL,
    thread_id  uuid NOT NULL,
    parent_id  uuid,
    metadata   jsonb CHECK (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT comments_number_key UNIQUE (tenant_id, number),
    CONSTRAINT comments_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT comments_author_fkey FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT comments_thread_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES comments (tenant_id, id),
    CONSTRAINT comments_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES comments (tenant_id, id)
);
CREATE INDEX comments_by_ticket ON comments (tenant_id, ticket_id, id);

-- A span is cut to whole minutes, so it may be empty.
CREATE TABLE time_entries (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    work       text COLLATE "C" NOT NULL CHECK (work IN ('ticket', 'non_billable_category', 'ad_hoc', 'interaction')),
    ticket_id  uuid,
    item_id    uuid,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL,
    billable   boolean NOT NULL,
    notes      text COLLATE "C" CHECK (char_length(notes) <= 100000),
    tax_region text COLLATE "C" CHECK (char_length(tax_region) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT time_entries_end_after_start CHECK (ended_at >= started_at),
    CONSTRAINT time_entries_ticket_when_ticket CHECK ((work = 'ticket') = (ticket_id IS NOT NULL)),
    CONSTRAINT time_entries_item_unless_ticket CHECK (item_id IS NULL OR ticket_id IS NULL),
    CONSTRAINT time_entries_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT time_entries_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
);
CREATE INDEX time_entries_by_user ON time_entries (tenant_id, user_id, started_at, ended_at);
CREATE INDEX time_entries_by_ticket ON time_entries (tenant_id, ticket_id, id) WHERE ticket_id IS NOT NULL;

-- The log of what happened. It only grows: even its owner's own right to change it is given up. No foreign key leads to or from
-- it: it outlives what it tells of, and checking a key that points here would need the right that was given up.
CREATE TABLE events (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    sequence   bigint NOT NULL CHECK (sequence > 0),
    id         uuid NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (char_length(kind) BETWEEN 1 AND 100),
    ticket_id  uuid,
    subject_id uuid NOT NULL,
    actor_kind text COLLATE "C" NOT NULL CHECK (char_length(actor_kind) BETWEEN 1 AND 100),
    actor_id   uuid,
    internal   boolean NOT NULL,
    changes    jsonb NOT NULL CHECK (jsonb_typeof(changes) = 'array'),
    created_at timestamptz NOT NULL,
    request_id text COLLATE "C" CHECK (char_length(request_id) <= 255),
    PRIMARY KEY (tenant_id, sequence),
    CONSTRAINT events_id_key UNIQUE (tenant_id, id),
    CONSTRAINT events_user_has_id CHECK (actor_kind <> 'user' OR actor_id IS NOT NULL)
);
CREATE INDEX events_by_ticket ON events (tenant_id, ticket_id, sequence) WHERE ticket_id IS NOT NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON events FROM CURRENT_USER;

-- What the webhooks are still to be told.
CREATE TABLE outbox (
    tenant_id  uuid NOT NULL,
    event_id   uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX outbox_by_age ON outbox (tenant_id, created_at);

CREATE TABLE counters (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    name      text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    value     bigint NOT NULL CHECK (value > 0),
    PRIMARY KEY (tenant_id, name)
) WITH (fillfactor = 50);

CREATE TABLE credentials (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('api_key')),
    user_id      uuid NOT NULL,
    fingerprint  bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    prefix       text COLLATE "C" NOT NULL CHECK (char_length(prefix) <= 255),
    description  text COLLATE "C" NOT NULL CHECK (char_length(description) <= 1000),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT credentials_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX credentials_by_user ON credentials (tenant_id, user_id);

-- Global: it finds the tenant of whoever presents a secret. Not bound to credentials by a key, so that those can be distributed.
CREATE TABLE credential_lookup (
    fingerprint   bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    credential_id uuid NOT NULL,
    CONSTRAINT credential_lookup_pkey PRIMARY KEY (fingerprint)
);

-- Answers kept for repeated requests. The answer is absent only inside the transaction that claimed the key.
CREATE TABLE idempotency_keys (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    credential_id uuid NOT NULL,
    key           text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    request_hash  bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    status        smallint CHECK (status BETWEEN 100 AND 599),
    headers       jsonb NOT NULL CHECK (jsonb_typeof(headers) = 'array'),
    body          bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, credential_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (tenant_id, created_at);

-- The ids that things of other systems got here.
CREATE TABLE imports (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    source      text COLLATE "C" NOT NULL CHECK (char_length(source) BETWEEN 1 AND 255),
    kind        text COLLATE "C" NOT NULL CHECK (char_length(kind) BETWEEN 1 AND 100),
    foreign_key text COLLATE "C" NOT NULL CHECK (char_length(foreign_key) BETWEEN 1 AND 500),
    id          uuid NOT NULL,
    PRIMARY KEY (tenant_id, source, kind, foreign_key)
);
