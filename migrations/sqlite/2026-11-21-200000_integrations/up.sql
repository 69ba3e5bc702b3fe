-- Integrations: tokens of other systems, how many calls each has made in an hour, and the record of those calls. The rules of the
-- migrations before go on.

ALTER TABLE tenants ADD COLUMN records_bodies INTEGER NOT NULL DEFAULT 0 CHECK (records_bodies IN (0, 1));

-- No foreign key leads to the token: whoever takes it away clears what it opened, and nothing else may stand in the way of a ticket.
ALTER TABLE tickets ADD COLUMN source_id BLOB CHECK (length(source_id) = 16);
ALTER TABLE tickets ADD COLUMN metadata TEXT CHECK (json_valid(metadata) AND json_type(metadata) = 'object');
CREATE INDEX tickets_by_source ON tickets (tenant_id, source_id, id DESC) WHERE source_id IS NOT NULL;

-- The fingerprints stand in credential_lookup too, with the token's id for the credential's.
CREATE TABLE integration_tokens (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    description  TEXT CHECK (length(description) <= 1000 AND instr(description, char(0)) = 0),
    owner_id     BLOB NOT NULL,
    prefix       TEXT NOT NULL CHECK (length(prefix) <= 255 AND instr(prefix, char(0)) = 0),
    fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
    state        TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'revoked')),
    per_hour     INTEGER NOT NULL CHECK (per_hour BETWEEN 1 AND 1000000),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT integration_tokens_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT integration_tokens_owner_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id)
) STRICT;
CREATE INDEX integration_tokens_by_owner ON integration_tokens (tenant_id, owner_id);

-- No foreign key leads to the token, so that counting need not look at it. What is left of one that is gone is purged.
CREATE TABLE integration_hours (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    token_id  BLOB NOT NULL CHECK (length(token_id) = 16),
    hour      INTEGER NOT NULL,
    calls     INTEGER NOT NULL CHECK (calls > 0),
    PRIMARY KEY (tenant_id, token_id, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX integration_hours_by_age ON integration_hours (tenant_id, hour);

-- An id is made from the time of the call. The indices hold all that statistics need.
CREATE TABLE integration_calls (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    token_id     BLOB NOT NULL,
    method       TEXT NOT NULL CHECK (length(method) BETWEEN 1 AND 100 AND instr(method, char(0)) = 0),
    path         TEXT NOT NULL CHECK (length(path) <= 500 AND instr(path, char(0)) = 0),
    status       INTEGER NOT NULL CHECK (status BETWEEN 100 AND 999),
    milliseconds INTEGER NOT NULL CHECK (milliseconds >= 0),
    address      TEXT CHECK (length(address) <= 255 AND instr(address, char(0)) = 0),
    agent        TEXT CHECK (length(agent) <= 500 AND instr(agent, char(0)) = 0),
    body         TEXT CHECK (length(body) <= 10000 AND instr(body, char(0)) = 0),
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT integration_calls_token_fkey FOREIGN KEY (tenant_id, token_id) REFERENCES integration_tokens (tenant_id, id)
) STRICT;
CREATE INDEX integration_calls_by_token ON integration_calls (tenant_id, token_id, id, created_at, status, milliseconds);
CREATE INDEX integration_calls_by_time ON integration_calls (tenant_id, created_at, status);
