-- Everybody who is signed in has to do it again. Keys stay.
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM one_time_tokens);
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM refresh_tokens);
DELETE FROM credential_lookup WHERE fingerprint IN (SELECT fingerprint FROM credentials WHERE session_id IS NOT NULL);

DROP TABLE sign_in_tries;
DROP TABLE identities;
DROP TABLE refresh_tokens;
DROP TABLE one_time_tokens;

DROP INDEX credentials_by_end;
DROP INDEX credentials_by_session;
DROP INDEX credentials_by_kind;
DROP INDEX credentials_by_user;
ALTER TABLE credentials RENAME TO credentials_before;
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
INSERT INTO credentials (tenant_id, id, kind, user_id, fingerprint, prefix, description, created_at, expires_at, revoked_at,
        last_used_at)
    SELECT tenant_id, id, kind, user_id, fingerprint, prefix, description, created_at, expires_at, revoked_at, last_used_at
    FROM credentials_before WHERE session_id IS NULL;
DROP TABLE credentials_before;
CREATE INDEX credentials_by_user ON credentials (tenant_id, user_id);

-- Each may refer to another of them.
UPDATE sessions SET parent_id = NULL;
DROP TABLE sessions;
DROP INDEX users_by_email;
DROP INDEX tenants_host_key;
ALTER TABLE tenants DROP COLUMN enrolment_role;
ALTER TABLE tenants DROP COLUMN enrolment_domains;
ALTER TABLE tenants DROP COLUMN host;
