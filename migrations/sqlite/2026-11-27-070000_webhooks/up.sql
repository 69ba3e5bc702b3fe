-- Addresses that are told of events, and what they were told. The rules of the migrations before go on.

CREATE TABLE webhooks (
    tenant_id     BLOB NOT NULL REFERENCES tenants (id),
    id            BLOB NOT NULL CHECK (length(id) = 16),
    number        INTEGER NOT NULL CHECK (number > 0),
    url           TEXT NOT NULL CHECK (length(url) BETWEEN 1 AND 2000 AND instr(url, char(0)) = 0),
    events        TEXT NOT NULL CHECK (json_valid(events) AND json_type(events) = 'array'),
    -- Sealed with a key that is not in the database.
    secret        BLOB NOT NULL CHECK (length(secret) BETWEEN 1 AND 1000),
    former_secret BLOB CHECK (length(former_secret) BETWEEN 1 AND 1000),
    former_until  INTEGER CHECK ((former_until IS NULL) = (former_secret IS NULL)),
    state         TEXT NOT NULL CHECK (state IN ('active', 'off', 'gone', 'failing')),
    state_since   INTEGER NOT NULL,
    failing_since INTEGER,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhooks_number_key UNIQUE (tenant_id, number)
) STRICT;

-- One event on its way to one address. Whoever claims a delivery puts due_at off and a lease of their own in; if they end before they
-- have written down how it came out, it is due again by itself.
CREATE TABLE webhook_deliveries (
    tenant_id   BLOB NOT NULL,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    webhook_id  BLOB NOT NULL,
    event_id    BLOB NOT NULL CHECK (length(event_id) = 16),
    topic       TEXT NOT NULL CHECK (length(topic) BETWEEN 1 AND 100 AND instr(topic, char(0)) = 0),
    body        TEXT NOT NULL CHECK (length(body) BETWEEN 2 AND 20000 AND instr(body, char(0)) = 0),
    state       TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts    INTEGER NOT NULL CHECK (attempts >= 0),
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    due_at      INTEGER CHECK ((due_at IS NOT NULL) = (state = 'pending')),
    lease       BLOB CHECK (length(lease) = 16),
    created_at  INTEGER NOT NULL,
    finished_at INTEGER CHECK ((finished_at IS NULL) = (state = 'pending')),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_deliveries_event_key UNIQUE (tenant_id, webhook_id, event_id),
    CONSTRAINT webhook_deliveries_webhook_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id)
) STRICT;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant_id, webhook_id, id);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (tenant_id, finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    tenant_id    BLOB NOT NULL,
    delivery_id  BLOB NOT NULL,
    number       INTEGER NOT NULL CHECK (number > 0),
    started_at   INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL CHECK (milliseconds >= 0),
    status       INTEGER CHECK (status BETWEEN 100 AND 999),
    failure      TEXT CHECK ((failure IS NULL) = (status IS NOT NULL) AND coalesce(failure IN ('timeout', 'unreachable', 'refused'), 1)),
    answer       TEXT CHECK (length(answer) <= 2000 AND instr(answer, char(0)) = 0),
    PRIMARY KEY (tenant_id, delivery_id, number),
    CONSTRAINT webhook_attempts_delivery_fkey FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- When the event was told to whoever wanted to hear of it. Nobody listened until now, so nobody is to be told of what is old.
ALTER TABLE outbox ADD COLUMN told_at INTEGER;
UPDATE outbox SET told_at = created_at;
CREATE INDEX outbox_untold ON outbox (tenant_id, event_id) WHERE told_at IS NULL;
