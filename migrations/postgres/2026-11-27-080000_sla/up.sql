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

-- When a ticket that a policy holds for should be finished: the last moment that there is, as long as its clock stands still; NULL where none
-- holds for it.
ALTER TABLE tickets ADD COLUMN promised_at timestamptz;

-- For who looks out for deadlines that pass.
CREATE INDEX tickets_by_promise ON tickets (tenant_id, id) WHERE closed_at IS NULL AND breached_at IS NULL;
