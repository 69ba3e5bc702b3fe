ALTER TABLE tickets
    ALTER COLUMN status_id RESET (n_distinct),
    ALTER COLUMN priority_id RESET (n_distinct),
    ALTER COLUMN project_id RESET (n_distinct),
    ALTER COLUMN column_id RESET (n_distinct),
    ALTER COLUMN department_id RESET (n_distinct);
