-- What is promised for which tickets, and what of it holds for each. The rules of the migrations before go on.

CREATE TABLE sla_policies (
    tenant_id          BLOB NOT NULL REFERENCES tenants (id),
    id                 BLOB NOT NULL CHECK (length(id) = 16),
    number             INTEGER NOT NULL CHECK (number > 0),
    name               TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255 AND instr(name, char(0)) = 0),
    rank               INTEGER CHECK (rank BETWEEN 1 AND 5),
    department_id      BLOB,
    response_minutes   INTEGER CHECK (response_minutes > 0),
    resolution_minutes INTEGER NOT NULL CHECK (resolution_minutes > 0),
    -- Time zone, working hours from Monday on, holidays.
    calendar           TEXT NOT NULL CHECK (json_valid(calendar)),
    active             INTEGER NOT NULL CHECK (active IN (0, 1)),
    version            INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT sla_policies_number_key UNIQUE (tenant_id, number),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sla_policies_by_department ON sla_policies (tenant_id, department_id) WHERE department_id IS NOT NULL;

-- Tenants whose policies changed, so that the deadlines of their open tickets are worked out anew: from when on, and behind
-- which ticket it goes on.
CREATE TABLE sla_recounts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    due_at    INTEGER NOT NULL,
    after_id  BLOB CHECK (length(after_id) = 16),
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

-- Until when a ticket is promised to be finished by the policy that holds for it: the last moment that there is, as long as its
-- clock stands still; NULL where none holds for it.
ALTER TABLE tickets ADD COLUMN promised_at INTEGER;

-- When it should be finished, after all: what it is due by, or what is promised, or what its rank allows; NULL as long as its
-- clock stands still. Whoever writes a ticket writes it too.
ALTER TABLE tickets ADD COLUMN deadline_at INTEGER;
UPDATE tickets SET deadline_at = coalesce(due_at, created_at + 3600000000 * CASE rank
    WHEN 5 THEN 4 WHEN 4 THEN 8 WHEN 3 THEN 24 ELSE 72 END);

-- For who looks out for deadlines that pass.
CREATE INDEX tickets_by_deadline ON tickets (tenant_id, deadline_at, id) WHERE closed_at IS NULL AND breached_at IS NULL;
-- For who works them out anew.
CREATE INDEX tickets_unfinished ON tickets (tenant_id, id) WHERE closed_at IS NULL;
