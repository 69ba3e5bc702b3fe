-- Integrations: tokens of other systems, how many calls each has made in an hour, and the record of those calls. The rules of the
-- migrations before go on.

ALTER TABLE tenants ADD COLUMN records_bodies boolean NOT NULL DEFAULT false;

-- No foreign key leads to the token: whoever takes it away clears what it opened, and nothing else may stand in the way of a ticket.
ALTER TABLE tickets
    ADD COLUMN source_id uuid,
    ADD COLUMN metadata jsonb CHECK (jsonb_typeof(metadata) = 'object');
CREATE INDEX tickets_by_source ON tickets (tenant_id, source_id, id DESC) WHERE source_id IS NOT NULL;

-- The fingerprints stand in credential_lookup too, with the token's id for the credential's.
CREATE TABLE integration_tokens (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    name         text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    description  text COLLATE "C" CHECK (char_length(description) <= 1000),
    owner_id     uuid NOT NULL,
    prefix       text COLLATE "C" NOT NULL CHECK (char_length(prefix) <= 255),
    fingerprint  bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    state        text COLLATE "C" NOT NULL CHECK (state IN ('active', 'disabled', 'revoked')),
    per_hour     bigint NOT NULL CHECK (per_hour BETWEEN 1 AND 1000000),
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT integration_tokens_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT integration_tokens_owner_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX integration_tokens_by_owner ON integration_tokens (tenant_id, owner_id);

-- No foreign key leads to the token, so that counting need not look at it. What is left of one that is gone is purged. Room is left
-- in each page because the rows are updated in place.
CREATE TABLE integration_hours (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    token_id  uuid NOT NULL,
    hour      timestamptz NOT NULL,
    calls     bigint NOT NULL CHECK (calls > 0),
    PRIMARY KEY (tenant_id, token_id, hour)
) WITH (fillfactor = 50);
CREATE INDEX integration_hours_by_age ON integration_hours (tenant_id, hour);

-- An id is made from the time of the call. The indices hold all that statistics need.
CREATE TABLE integration_calls (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    token_id     uuid NOT NULL,
    method       text COLLATE "C" NOT NULL CHECK (char_length(method) BETWEEN 1 AND 100),
    path         text COLLATE "C" NOT NULL CHECK (char_length(path) <= 500),
    status       smallint NOT NULL CHECK (status BETWEEN 100 AND 999),
    milliseconds bigint NOT NULL CHECK (milliseconds >= 0),
    address      text COLLATE "C" CHECK (char_length(address) <= 255),
    agent        text COLLATE "C" CHECK (char_length(agent) <= 500),
    body         text COLLATE "C" CHECK (char_length(body) <= 10000),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT integration_calls_token_fkey FOREIGN KEY (tenant_id, token_id) REFERENCES integration_tokens (tenant_id, id)
);
CREATE INDEX integration_calls_by_token ON integration_calls (tenant_id, token_id, id, created_at, status, milliseconds);
CREATE INDEX integration_calls_by_time ON integration_calls (tenant_id, created_at, status);
