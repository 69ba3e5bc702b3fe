-- Approvals: policies that say which new tickets need one, workflows of tickets, and the decisions of which they are made. The rules of
-- the migrations before go on.

-- kinds, ranks and steps are lists; none of the first two is any. Whoever a step names is in the document, because nobody is ever taken
-- away.
CREATE TABLE approval_policies (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    id            uuid NOT NULL,
    number        bigint NOT NULL CHECK (number > 0),
    name          text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    kinds         jsonb NOT NULL CHECK (jsonb_typeof(kinds) = 'array'),
    department_id uuid,
    ranks         jsonb NOT NULL CHECK (jsonb_typeof(ranks) = 'array'),
    active        boolean NOT NULL,
    steps         jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'array'),
    version       bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT approval_policies_number_key UNIQUE (tenant_id, number),
    CONSTRAINT approval_policies_department_fkey FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
);
CREATE INDEX approval_policies_by_department ON approval_policies (tenant_id, department_id) WHERE department_id IS NOT NULL;

CREATE TABLE approval_workflows (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),
    ticket_id    uuid NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('active', 'approved', 'rejected', 'cancelled')),
    requested_by uuid NOT NULL,
    returns_to   uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    completed_at timestamptz CHECK ((completed_at IS NULL) = (state = 'active')),
    version      bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT approval_workflows_number_key UNIQUE (tenant_id, number),
    CONSTRAINT approval_workflows_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT approval_workflows_requested_by_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES users (tenant_id, id),
    CONSTRAINT approval_workflows_returns_to_fkey FOREIGN KEY (tenant_id, returns_to) REFERENCES statuses (tenant_id, id)
);
CREATE UNIQUE INDEX approval_workflows_active_key ON approval_workflows (tenant_id, ticket_id) WHERE state = 'active';
CREATE INDEX approval_workflows_by_ticket ON approval_workflows (tenant_id, ticket_id, number);
CREATE INDEX approval_workflows_by_requester ON approval_workflows (tenant_id, requested_by);
CREATE INDEX approval_workflows_by_return ON approval_workflows (tenant_id, returns_to);

-- at_turn is kept by whoever writes a workflow: the one decision of an active one that can be taken now.
CREATE TABLE approval_steps (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),
    workflow_id  uuid NOT NULL,
    ticket_id    uuid NOT NULL,
    place        integer NOT NULL CHECK (place > 0),
    approver_id  uuid NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'delegated', 'escalated', 'skipped')),
    at_turn      boolean NOT NULL CHECK (NOT at_turn OR state = 'pending'),
    action       text COLLATE "C" CHECK (action IN ('approve', 'reject', 'delegate', 'request_info', 'escalate')),
    comments     text COLLATE "C" CHECK (char_length(comments) BETWEEN 1 AND 5000),
    conditions   jsonb NOT NULL CHECK (jsonb_typeof(conditions) = 'array'),
    delegated_to uuid,
    decided_by   uuid,
    escalates    boolean NOT NULL,
    hours        integer NOT NULL CHECK (hours BETWEEN 1 AND 8760),
    due_at       timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    completed_at timestamptz CHECK ((completed_at IS NULL) = (state = 'pending')),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT approval_steps_number_key UNIQUE (tenant_id, number),
    CONSTRAINT approval_steps_workflow_fkey FOREIGN KEY (tenant_id, workflow_id) REFERENCES approval_workflows (tenant_id, id),
    CONSTRAINT approval_steps_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT approval_steps_approver_fkey FOREIGN KEY (tenant_id, approver_id) REFERENCES users (tenant_id, id),
    CONSTRAINT approval_steps_delegated_to_fkey FOREIGN KEY (tenant_id, delegated_to) REFERENCES users (tenant_id, id),
    CONSTRAINT approval_steps_decided_by_fkey FOREIGN KEY (tenant_id, decided_by) REFERENCES users (tenant_id, id)
);
CREATE INDEX approval_steps_by_workflow ON approval_steps (tenant_id, workflow_id, place, number);
CREATE INDEX approval_steps_by_ticket ON approval_steps (tenant_id, ticket_id);
CREATE INDEX approval_steps_at_turn ON approval_steps (tenant_id, approver_id, due_at) WHERE at_turn;
CREATE INDEX approval_steps_late ON approval_steps (tenant_id, due_at) WHERE at_turn AND escalates;
CREATE INDEX approval_steps_by_delegate ON approval_steps (tenant_id, delegated_to) WHERE delegated_to IS NOT NULL;
CREATE INDEX approval_steps_by_decider ON approval_steps (tenant_id, decided_by) WHERE decided_by IS NOT NULL;
