-- Signing in: sessions with what proves them, identities at providers, and what is remembered of wrong passwords. The rules of the
-- first migration go on: tenant_id comes first, text compares by bytes.

-- Enrolment is there when its domains are. A host name finds the tenant, so it is unique in the service.
ALTER TABLE tenants
    ADD COLUMN host text COLLATE "C" CHECK (char_length(host) BETWEEN 1 AND 253),
    ADD COLUMN enrolment_domains jsonb CHECK (jsonb_typeof(enrolment_domains) = 'array'),
    ADD COLUMN enrolment_role text COLLATE "C"
        CHECK (enrolment_role IN ('user', 'technician', 'manager', 'admin', 'super_admin')),
    ADD CONSTRAINT tenants_host_key UNIQUE (host),
    ADD CONSTRAINT tenants_role_when_enrolling CHECK (enrolment_role IS NULL OR enrolment_domains IS NOT NULL);

-- An e-mail address may belong to several. lower() knows ASCII letters only, because the column compares by bytes.
CREATE INDEX users_by_email ON users (tenant_id, lower(email)) WHERE email IS NOT NULL;

-- A session that handed over stays as long as those that it began.
CREATE TABLE sessions (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('browser', 'mobile')),
    parent_id  uuid,
    address    text COLLATE "C" CHECK (char_length(address) <= 255),
    agent      text COLLATE "C" CHECK (char_length(agent) <= 10000),
    device     jsonb NOT NULL CHECK (jsonb_typeof(device) = 'object'),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    end_reason text COLLATE "C" CHECK (char_length(end_reason) BETWEEN 1 AND 100),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_reason_when_ended CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CONSTRAINT sessions_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT sessions_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES sessions (tenant_id, id)
);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id, id);
CREATE INDEX sessions_by_parent ON sessions (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (tenant_id, (coalesce(ended_at, expires_at)));

-- What proves a session belongs to one; a key belongs to none.
ALTER TABLE credentials
    DROP CONSTRAINT credentials_kind_check,
    ADD CONSTRAINT credentials_kind_check CHECK (kind IN ('api_key', 'access_key', 'session_cookie')),
    ADD COLUMN session_id uuid,
    ADD CONSTRAINT credentials_session_unless_key CHECK ((kind = 'api_key') = (session_id IS NULL)),
    ADD CONSTRAINT credentials_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id);
CREATE INDEX credentials_by_kind ON credentials (tenant_id, kind, id);
CREATE INDEX credentials_by_session ON credentials (tenant_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX credentials_by_end ON credentials (tenant_id, (coalesce(revoked_at, expires_at))) WHERE session_id IS NOT NULL;

-- The tokens of phones. Their fingerprints stand in credential_lookup too, with the token's id for the credential's, so that any
-- secret tells its tenant.

CREATE TABLE one_time_tokens (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    user_id     uuid NOT NULL,
    session_id  uuid NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    state       bytea NOT NULL CHECK (octet_length(state) = 32),
    challenge   bytea CHECK (octet_length(challenge) = 32),
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    gave_id     uuid,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT one_time_tokens_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT one_time_tokens_gave_when_used CHECK (gave_id IS NULL OR used_at IS NOT NULL),
    CONSTRAINT one_time_tokens_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT one_time_tokens_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id),
    CONSTRAINT one_time_tokens_gave_fkey FOREIGN KEY (tenant_id, gave_id) REFERENCES sessions (tenant_id, id)
);
CREATE INDEX one_time_tokens_by_session ON one_time_tokens (tenant_id, session_id);
CREATE INDEX one_time_tokens_by_gift ON one_time_tokens (tenant_id, gave_id) WHERE gave_id IS NOT NULL;
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (tenant_id, expires_at);

-- No foreign key leads to the access key or the successor: either may be gone before the token.
CREATE TABLE refresh_tokens (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    session_id   uuid NOT NULL,
    fingerprint  bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    access_id    uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    consumed_at  timestamptz,
    successor_id uuid,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT refresh_tokens_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT refresh_tokens_session_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id)
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (tenant_id, session_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (tenant_id, expires_at);

CREATE TABLE identities (
    tenant_id  uuid NOT NULL,
    issuer     text COLLATE "C" NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 500),
    subject    text COLLATE "C" NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
    user_id    uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT identities_pkey PRIMARY KEY (tenant_id, issuer, subject),
    CONSTRAINT identities_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX identities_by_user ON identities (tenant_id, user_id);

-- Named by the fingerprint of a login that need not exist, so that the table tells nobody which logins do. A row with nothing wrong
-- only holds the place for whoever is about to try. Room is left in each page because the rows are updated in place.
CREATE TABLE sign_in_tries (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    account      bytea NOT NULL CHECK (octet_length(account) = 32),
    wrong        bigint NOT NULL CHECK (wrong >= 0),
    last_at      timestamptz NOT NULL,
    locked_until timestamptz,
    PRIMARY KEY (tenant_id, account)
) WITH (fillfactor = 50);
CREATE INDEX sign_in_tries_by_age ON sign_in_tries (tenant_id, last_at);
