DO $$
DECLARE
    tenants regclass;
BEGIN
    FOR tenants IN
        SELECT t.oid FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p')
            AND a.attname = 'tenant_id' AND NOT a.attisdropped
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id RESET (n_distinct)', tenants);
    END LOOP;
END $$;
