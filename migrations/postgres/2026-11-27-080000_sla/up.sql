-- What is promised for which tickets, and what of it holds for each. The rules of the migrations before go on.

CREATE TABLE sla_policies (
    tenant_id          uuid NOT NULL REFERENCES tenants (id),
    id                 uuid NOT NULL,
    number             bigint NOT NULL CHECK (number > 0),
    name               text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    rank               smallint CHECK (rank BETWEEN 1 AND 5),
    department_id      uuid,
    response_minutes   bigint CHECK (response_minutes > 0),
    resolution_minutes bigint NOT NULL CHECK (resolution_minutes > 0),
    -- Time zone, working hours from Monday on, holidays.
    calendar           jsonb NOT NULL,
    active             boolean NOT NULL,
    version            bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT sla_policies_number_key UNIQUE (tenant_id, number),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
);
CREATE INDEX sla_policies_by_department ON sla_policies (tenant_id, department_id) WHERE department_id IS NOT NULL;

-- Tenants whose policies changed, so that the deadlines of their open tickets are worked out anew: from when on, and behind
-- which ticket it goes on.
CREATE TABLE sla_recounts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    due_at    timestamptz NOT NULL,
    after_id  uuid,
    PRIMARY KEY (tenant_id)
);

-- Until when a ticket is promised to be finished by the policy that holds for it: the last moment that there is, as long as its
-- clock stands still; NULL where none holds for it.
ALTER TABLE tickets ADD COLUMN promised_at timestamptz;

-- When it should be finished, after all: what it is due by, or what is promised, or what its rank allows; NULL as long as its
-- clock stands still. Whoever writes a ticket writes it too.
ALTER TABLE tickets ADD COLUMN deadline_at timestamptz;
UPDATE tickets SET deadline_at = coalesce(due_at, created_at + CASE rank
    WHEN 5 THEN interval '4 hours' WHEN 4 THEN interval '8 hours' WHEN 3 THEN interval '24 hours' ELSE interval '72 hours' END);

-- For who looks out for deadlines that pass.
CREATE INDEX tickets_by_deadline ON tickets (tenant_id, deadline_at, id) WHERE closed_at IS NULL AND breached_at IS NULL;
-- For who works them out anew.
CREATE INDEX tickets_unfinished ON tickets (tenant_id, id) WHERE closed_at IS NULL;
