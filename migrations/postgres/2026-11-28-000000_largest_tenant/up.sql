-- A statement that stays prepared is planned for any tenant, which the planner takes to be an average one. Where most tenants are
-- small, that plan goes through all people of a tenant for each ticket of a page, which is nothing for the small ones and a list
-- up to four times as slow for the one whose tickets everybody waits for. Told that there is one tenant, it plans for the largest, and
-- what reaches few rows among many does so among few. It says nothing of what is stored; later tables are to have it too.
DO $$
DECLARE
    tenants regclass;
BEGIN
    FOR tenants IN
        SELECT t.oid FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p')
            AND a.attname = 'tenant_id' AND NOT a.attisdropped
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id SET (n_distinct = 1)', tenants);
        -- It takes effect when the table is looked at, and some are hardly ever changed.
        IF pg_relation_size(tenants) > 0 THEN
            EXECUTE format('ANALYZE %s', tenants);
        END IF;
    END LOOP;
END $$;
