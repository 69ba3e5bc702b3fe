-- Addresses that are told of events, and what they were told. The rules of the migrations before go on.

CREATE TABLE webhooks (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    id            uuid NOT NULL,
    number        bigint NOT NULL CHECK (number > 0),
    url           text COLLATE "C" NOT NULL CHECK (char_length(url) BETWEEN 1 AND 2000),
    events        jsonb NOT NULL CHECK (jsonb_typeof(events) = 'array'),
    -- Sealed with a key that is not in the database.
    secret        bytea NOT NULL CHECK (octet_length(secret) BETWEEN 1 AND 1000),
    former_secret bytea CHECK (octet_length(former_secret) BETWEEN 1 AND 1000),
    former_until  timestamptz CHECK ((former_until IS NULL) = (former_secret IS NULL)),
    state         text COLLATE "C" NOT NULL CHECK (state IN ('active', 'off', 'gone', 'failing')),
    state_since   timestamptz NOT NULL,
    failing_since timestamptz,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhooks_number_key UNIQUE (tenant_id, number)
);

-- One event on its way to one address. Whoever claims a delivery puts due_at off and a lease of their own in; if they end before they
-- have written down how it came out, it is due again by itself. Room is left in each page because the rows are updated in place.
CREATE TABLE webhook_deliveries (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    webhook_id  uuid NOT NULL,
    event_id    uuid NOT NULL,
    topic       text COLLATE "C" NOT NULL CHECK (char_length(topic) BETWEEN 1 AND 100),
    body        text COLLATE "C" NOT NULL CHECK (char_length(body) BETWEEN 2 AND 20000),
    state       text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts    bigint NOT NULL CHECK (attempts >= 0),
    tries       bigint NOT NULL CHECK (tries >= 0),
    due_at      timestamptz CHECK ((due_at IS NOT NULL) = (state = 'pending')),
    lease       uuid,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz CHECK ((finished_at IS NULL) = (state = 'pending')),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_deliveries_event_key UNIQUE (tenant_id, webhook_id, event_id),
    CONSTRAINT webhook_deliveries_webhook_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant_id, webhook_id, id);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (tenant_id, finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    tenant_id    uuid NOT NULL,
    delivery_id  uuid NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),
    started_at   timestamptz NOT NULL,
    milliseconds bigint NOT NULL CHECK (milliseconds >= 0),
    status       smallint CHECK (status BETWEEN 100 AND 999),
    failure      text COLLATE "C" CHECK ((failure IS NULL) = (status IS NOT NULL) AND failure IN ('timeout', 'unreachable', 'refused')),
    answer       text COLLATE "C" CHECK (char_length(answer) <= 2000),
    PRIMARY KEY (tenant_id, delivery_id, number),
    CONSTRAINT webhook_attempts_delivery_fkey FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id)
);

-- When the event was told to whoever wanted to hear of it. Nobody listened until now, so nobody is to be told of what is old.
ALTER TABLE outbox ADD COLUMN told_at timestamptz;
UPDATE outbox SET told_at = created_at;
CREATE INDEX outbox_untold ON outbox (tenant_id, event_id) WHERE told_at IS NULL;
