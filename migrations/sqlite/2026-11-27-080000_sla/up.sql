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

-- When a ticket that a policy holds for should be finished: the last moment that there is, as long as its clock stands still; NULL where none
-- holds for it.
ALTER TABLE tickets ADD COLUMN promised_at INTEGER;

-- For who looks out for deadlines that pass.
CREATE INDEX tickets_by_promise ON tickets (tenant_id, id) WHERE closed_at IS NULL AND breached_at IS NULL;
