-- Departments whose names are unique without regard to case. The rules of the migrations before go on. No program of ours has made a
-- department yet; whoever made one by hand gets its name folded as far as the column's collation goes.

ALTER TABLE departments ADD COLUMN name_folded text COLLATE "C";
UPDATE departments SET name_folded = lower(name);
ALTER TABLE departments
    ALTER COLUMN name_folded SET NOT NULL,
    ADD CONSTRAINT departments_name_key UNIQUE (tenant_id, name_folded);
INSERT INTO counters (tenant_id, name, value) SELECT tenant_id, 'department', max(number) FROM departments GROUP BY tenant_id
    ON CONFLICT (tenant_id, name) DO UPDATE SET value = greatest(counters.value, excluded.value);

-- For who belongs to a department, and whether anybody does.
CREATE INDEX users_by_department ON users (tenant_id, department_id) WHERE department_id IS NOT NULL;
