-- Each tenant has statuses, priorities, projects, columns and departments of its own, few of each. Counted over all tenants they are
-- many, and the planner takes any one of them for rare: it then gathers the tickets that have it, which are thousands, and looks
-- for each of them among those that a search has found. Told how few there are, it takes what is rarer first. The numbers are what is
-- usual for a large tenant; they say nothing of what is stored.
ALTER TABLE tickets
    ALTER COLUMN status_id SET (n_distinct = 5),
    ALTER COLUMN priority_id SET (n_distinct = 4),
    ALTER COLUMN project_id SET (n_distinct = 8),
    ALTER COLUMN column_id SET (n_distinct = 16),
    ALTER COLUMN department_id SET (n_distinct = 8);
-- It takes effect when the table is looked at.
DO $$
BEGIN
    IF pg_relation_size('tickets') > 0 THEN
        ANALYZE tickets;
    END IF;
END $$;
