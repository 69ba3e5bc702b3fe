-- Files under tickets. Their bytes are kept elsewhere, each under its file_id. The rules of the migrations before go on.

CREATE TABLE attachments (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),
    ticket_id    uuid NOT NULL,
    comment_id   uuid,
    name         text COLLATE "C" NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 255),
    media_day    date NOT NULL,
    media_name   text COLLATE "C" NOT NULL CHECK (octet_length(media_name) BETWEEN 1 AND 255),
    file_id      uuid NOT NULL,
    size         bigint NOT NULL CHECK (size > 0),
    content_type text COLLATE "C" NOT NULL CHECK (char_length(content_type) BETWEEN 1 AND 255),
    sha256       bytea NOT NULL CHECK (octet_length(sha256) = 32),
    internal     boolean NOT NULL,
    description  text COLLATE "C",
    uploaded_by  uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    scan         text COLLATE "C" NOT NULL CHECK (scan IN ('pending', 'clean', 'infected', 'failed', 'skipped')),
    scan_found   text COLLATE "C" CHECK ((scan_found IS NOT NULL) = (scan = 'infected')),
    version      bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT attachments_number_key UNIQUE (tenant_id, number),
    CONSTRAINT attachments_media_key UNIQUE (tenant_id, media_day, media_name),
    CONSTRAINT attachments_file_key UNIQUE (tenant_id, file_id),
    CONSTRAINT attachments_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT attachments_comment_fkey FOREIGN KEY (tenant_id, comment_id) REFERENCES comments (tenant_id, id),
    CONSTRAINT attachments_uploaded_by_fkey FOREIGN KEY (tenant_id, uploaded_by) REFERENCES users (tenant_id, id)
);
CREATE INDEX attachments_by_ticket ON attachments (tenant_id, ticket_id, number, internal);
CREATE INDEX attachments_by_comment ON attachments (tenant_id, comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX attachments_by_uploader ON attachments (tenant_id, uploaded_by);
CREATE INDEX attachments_unscanned ON attachments (tenant_id, id) WHERE scan = 'pending';

-- What each person's files come to, and the tenant's in the row of no person. Whoever adds or takes away a file keeps it, in the same
-- transaction. Room is left in each page because the rows are updated in place.
CREATE TABLE attachment_totals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    user_id   uuid NOT NULL,
    files     bigint NOT NULL CHECK (files >= 0),
    bytes     bigint NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (tenant_id, user_id)
) WITH (fillfactor = 50);

-- Files whose attachments are gone, until they are gone too.
CREATE TABLE removed_files (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    file_id    uuid NOT NULL,
    removed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
);
