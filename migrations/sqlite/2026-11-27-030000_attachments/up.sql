-- Files under tickets. Their bytes are kept elsewhere, each under its file_id. The rules of the migrations before go on.

CREATE TABLE attachments (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    number       INTEGER NOT NULL CHECK (number > 0),
    ticket_id    BLOB NOT NULL,
    comment_id   BLOB,
    name         TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    media_day    TEXT NOT NULL CHECK (media_day IS date(media_day)),
    media_name   TEXT NOT NULL CHECK (length(CAST(media_name AS BLOB)) BETWEEN 1 AND 255 AND instr(media_name, char(0)) = 0),
    file_id      BLOB NOT NULL CHECK (length(file_id) = 16),
    size         INTEGER NOT NULL CHECK (size > 0),
    content_type TEXT NOT NULL CHECK (length(content_type) BETWEEN 1 AND 255 AND instr(content_type, char(0)) = 0),
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    internal     INTEGER NOT NULL CHECK (internal IN (0, 1)),
    description  TEXT CHECK (instr(description, char(0)) = 0),
    uploaded_by  BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    scan         TEXT NOT NULL CHECK (scan IN ('pending', 'clean', 'infected', 'failed', 'skipped')),
    scan_found   TEXT CHECK ((scan_found IS NOT NULL) = (scan = 'infected') AND coalesce(instr(scan_found, char(0)), 0) = 0),
    version      INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT attachments_number_key UNIQUE (tenant_id, number),
    CONSTRAINT attachments_media_key UNIQUE (tenant_id, media_day, media_name),
    CONSTRAINT attachments_file_key UNIQUE (tenant_id, file_id),
    CONSTRAINT attachments_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT attachments_comment_fkey FOREIGN KEY (tenant_id, comment_id) REFERENCES comments (tenant_id, id),
    CONSTRAINT attachments_uploaded_by_fkey FOREIGN KEY (tenant_id, uploaded_by) REFERENCES users (tenant_id, id)
) STRICT;
CREATE INDEX attachments_by_ticket ON attachments (tenant_id, ticket_id, number, internal);
CREATE INDEX attachments_by_comment ON attachments (tenant_id, comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX attachments_by_uploader ON attachments (tenant_id, uploaded_by);
CREATE INDEX attachments_unscanned ON attachments (tenant_id, id) WHERE scan = 'pending';

-- What each person's files come to, and the tenant's in the row of no person. Whoever adds or takes away a file keeps it, in the same
-- transaction.
CREATE TABLE attachment_totals (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    user_id   BLOB NOT NULL CHECK (length(user_id) = 16),
    files     INTEGER NOT NULL CHECK (files >= 0),
    bytes     INTEGER NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (tenant_id, user_id)
) STRICT, WITHOUT ROWID;

-- Files whose attachments are gone, until they are gone too.
CREATE TABLE removed_files (
    tenant_id  BLOB NOT NULL REFERENCES tenants (id),
    file_id    BLOB NOT NULL CHECK (length(file_id) = 16),
    removed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
) STRICT, WITHOUT ROWID;
