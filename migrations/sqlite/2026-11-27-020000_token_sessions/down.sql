-- Everybody who is signed in by signed tokens has to do it again.
DROP TABLE token_chains;
DELETE FROM sessions WHERE kind IN ('kanban', 'enterprise');

DROP INDEX sessions_by_user;
DROP INDEX sessions_by_parent;
DROP INDEX sessions_by_end;
ALTER TABLE sessions RENAME TO sessions_before;
DROP INDEX credentials_by_user;
DROP INDEX credentials_by_kind;
DROP INDEX credentials_by_session;
DROP INDEX credentials_by_end;
ALTER TABLE credentials RENAME TO credentials_before;
DROP INDEX one_time_tokens_by_session;
DROP INDEX one_time_tokens_by_gift;
DROP INDEX one_time_tokens_by_end;
ALTER TABLE one_time_tokens RENAME TO one_time_tokens_before;
DROP INDEX refresh_tokens_by_session;
DROP INDEX refresh_tokens_by_end;
ALTER TABLE refresh_tokens RENAME TO refresh_tokens_before;

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
INSERT INTO sessions (tenant_id, id, user_id, kind, parent_id, address, agent, device, created_at, expires_at, ended_at, end_reason)
    SELECT tenant_id, id, user_id, kind, parent_id, address, agent, device, created_at, expires_at, ended_at, end_reason
    FROM sessions_before;
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id, id);
CREATE INDEX sessions_by_parent ON sessions (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (tenant_id, coalesce(ended_at, expires_at));

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
INSERT INTO credentials (tenant_id, id, kind, user_id, session_id, fingerprint, prefix, description, created_at, expires_at,
        revoked_at, last_used_at)
    SELECT tenant_id, id, kind, user_id, session_id, fingerprint, prefix, description, created_at, expires_at,
        revoked_at, last_used_at
    FROM credentials_before;
CREATE INDEX credentials_by_user ON credentials (tenant_id, user_id);
CREATE INDEX credentials_by_kind ON credentials (tenant_id, kind, id);
CREATE INDEX credentials_by_session ON credentials (tenant_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX credentials_by_end ON credentials (tenant_id, coalesce(revoked_at, expires_at)) WHERE session_id IS NOT NULL;

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
INSERT INTO one_time_tokens (tenant_id, id, user_id, session_id, fingerprint, state, challenge, created_at, expires_at, used_at, gave_id)
    SELECT tenant_id, id, user_id, session_id, fingerprint, state, challenge, created_at, expires_at, used_at, gave_id
    FROM one_time_tokens_before;
CREATE INDEX one_time_tokens_by_session ON one_time_tokens (tenant_id, session_id);
CREATE INDEX one_time_tokens_by_gift ON one_time_tokens (tenant_id, gave_id) WHERE gave_id IS NOT NULL;
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (tenant_id, expires_at);

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
INSERT INTO refresh_tokens (tenant_id, id, session_id, fingerprint, access_id, created_at, expires_at, consumed_at, successor_id)
    SELECT tenant_id, id, session_id, fingerprint, access_id, created_at, expires_at, consumed_at, successor_id
    FROM refresh_tokens_before;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (tenant_id, session_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (tenant_id, expires_at);

DROP TABLE refresh_tokens_before;
DROP TABLE one_time_tokens_before;
DROP TABLE credentials_before;
DROP TABLE sessions_before;
