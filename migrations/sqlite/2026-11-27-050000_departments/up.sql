-- Departments whose names are unique without regard to case. The rules of the migrations before go on. No program of ours has made a
-- department yet; whoever made one by hand gets its name folded as far as SQLite can.

ALTER TABLE departments ADD COLUMN name_folded TEXT NOT NULL DEFAULT '' CHECK (instr(name_folded, char(0)) = 0);
UPDATE departments SET name_folded = lower(name);
CREATE UNIQUE INDEX departments_name_key ON departments (tenant_id, name_folded);
INSERT INTO counters (tenant_id, name, value) SELECT tenant_id, 'department', max(number) FROM departments WHERE true GROUP BY tenant_id
    ON CONFLICT (tenant_id, name) DO UPDATE SET value = max(counters.value, excluded.value);

-- For who belongs to a department, and whether anybody does.
CREATE INDEX users_by_department ON users (tenant_id, department_id) WHERE department_id IS NOT NULL;
