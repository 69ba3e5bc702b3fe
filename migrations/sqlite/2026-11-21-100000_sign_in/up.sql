-- Signing in: sessions with what proves them, identities at providers, and what is remembered of wrong passwords. The rules of the
-- first migration go on: tenant_id comes first, text compares by bytes. Tables that are read by more than their own key have row ids:
-- without, SQLite would rather walk through all of a tenant's rows than go by way of another index.

-- Enrolment is there when its domains are. A host name finds the tenant, so it is unique in the service.
ALTER TABLE tenants ADD COLUMN host TEXT CHECK (length(host) BETWEEN 1 AND 253 AND instr(host, char(0)) = 0);
ALTER TABLE tenants ADD COLUMN enrolment_domains TEXT
    CHECK (json_valid(enrolment_domains) AND json_type(enrolment_domains) = 'array');
ALTER TABLE tenants ADD COLUMN enrolment_role TEXT
    CHECK (enrolment_role IN ('user', 'technician', 'manager', 'admin', 'super_admin'))
    CONSTRAINT tenants_role_when_enrolling CHECK (enrolment_role IS NULL OR enrolment_domains IS NOT NULL);
CREATE UNIQUE INDEX tenants_host_key ON tenants (host);

-- An e-mail address may belong to several. lower() knows ASCII letters only. The address itself is there so that the ids can be
-- read from the index alone, for nothing else makes SQLite prefer it to a walk through the table.
CREATE INDEX users_by_email ON users (tenant_id, lower(email), email) WHERE email IS NOT NULL;

-- A session that handed over stays as long as those that it began.
CREATE TABLE sessions (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL CHECK (length(id) = 16),
    user_id    BLOB NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('browser', 'mobile')),
    parent_id  BLOB,
    address    TEXT CHECK (length(address) <= 255 AND instr(address, char(0)) = 0),
    agent      TEXT CHECK (length(agent) <= 10000 AND instr(agent, char(0)) = 0),
    device     TEXT NOT NULL CHECK (json_valid(device) AND json_type(device) = 'object'),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER,
    end_reason TEXT CHECK (length(end_reason) BETWEEN 1 AND 100 AND instr(end_reason, char(0)) = 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_reason_when_ended CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CONSTRAINT sessions_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT sessions_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES sessions (tenant_id, id)
) STRICT;
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id, id);
CREATE INDEX sessions_by_parent ON sessions (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (tenant_id, coalesce(ended_at, expires_at));

-- What proves a session belongs to one; a key belongs to none. A CHECK cannot be changed in place, so the table is made anew. No
-- foreign key leads to it.
DROP INDEX credentials_by_user;
ALTER TABLE credentials RENAME TO credentials_before;
CREATE TABLE credentials (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    kind         TEXT NOT NULL CHECK (kind IN ('api_key', 'access_key', 'session_cookie')),
    user_id      BLOB NOT NULL,
    session_id   BLOB,
    fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
    prefix       TEXT NOT NULL CHECK (length(prefix) <= 255 AND instr(prefix, char(0)) = 0),
    description  TEXT NOT NULL CHECK (length(description) <= 1000 AND instr(description, char(0)) = 0),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT credentials_session_unless_key CHECK ((kind = 'api_key') = (session_id IS NULL)),
    CONSTRAINT credentials_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT credentials_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id)
) STRICT;
INSERT INTO credentials (tenant_id, id, kind, user_id, fingerprint, prefix, description, created_at, expires_at, revoked_at,
        last_used_at)
    SELECT tenant_id, id, kind, user_id, fingerprint, prefix, description, created_at, expires_at, revoked_at, last_used_at
    FROM credentials_before;
DROP TABLE credentials_before;
CREATE INDEX credentials_by_user ON credentials (tenant_id, user_id);
CREATE INDEX credentials_by_kind ON credentials (tenant_id, kind, id);
CREATE INDEX credentials_by_session ON credentials (tenant_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX credentials_by_end ON credentials (tenant_id, coalesce(revoked_at, expires_at)) WHERE session_id IS NOT NULL;

-- The tokens of phones. Their fingerprints stand in credential_lookup too, with the token's id for the credential's, so that any
-- secret tells its tenant.

CREATE TABLE one_time_tokens (
    tenant_id   BLOB NOT NULL,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    user_id     BLOB NOT NULL,
    session_id  BLOB NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    state       BLOB NOT NULL CHECK (length(state) = 32),
    challenge   BLOB CHECK (length(challenge) = 32),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER,
    gave_id     BLOB,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT one_time_tokens_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT one_time_tokens_gave_when_used CHECK (gave_id IS NULL OR used_at IS NOT NULL),
    CONSTRAINT one_time_tokens_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT one_time_tokens_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id),
    CONSTRAINT one_time_tokens_gave_fkey FOREIGN KEY (tenant_id, gave_id) REFERENCES sessions (tenant_id, id)
) STRICT;
CREATE INDEX one_time_tokens_by_session ON one_time_tokens (tenant_id, session_id);
CREATE INDEX one_time_tokens_by_gift ON one_time_tokens (tenant_id, gave_id) WHERE gave_id IS NOT NULL;
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (tenant_id, expires_at);

-- No foreign key leads to the access key or the successor: either may be gone before the token.
CREATE TABLE refresh_tokens (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    session_id   BLOB NOT NULL,
    fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
    access_id    BLOB NOT NULL CHECK (length(access_id) = 16),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    consumed_at  INTEGER,
    successor_id BLOB CHECK (length(successor_id) = 16),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT refresh_tokens_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT refresh_tokens_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id)
) STRICT;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (tenant_id, session_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (tenant_id, expires_at);

CREATE TABLE identities (
    tenant_id  BLOB NOT NULL,
    issuer     TEXT NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500 AND instr(issuer, char(0)) = 0),
    subject    TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255 AND instr(subject, char(0)) = 0),
    user_id    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT identities_pkey PRIMARY KEY (tenant_id, issuer, subject),
    CONSTRAINT identities_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_user ON identities (tenant_id, user_id);

-- Named by the fingerprint of a login that need not exist, so that the table tells nobody which logins do. A row with nothing wrong
-- only holds the place for whoever is about to try.
CREATE TABLE sign_in_tries (
    tenant_id    BLOB NOT NULL REFERENCES tenants (id),
    account      BLOB NOT NULL CHECK (length(account) = 32),
    wrong        INTEGER NOT NULL CHECK (wrong >= 0),
    last_at      INTEGER NOT NULL,
    locked_until INTEGER,
    PRIMARY KEY (tenant_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_tries_by_age ON sign_in_tries (tenant_id, last_at);
