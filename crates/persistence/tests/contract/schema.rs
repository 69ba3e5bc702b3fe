//! The tables themselves: the two databases and the crate's own list of them agree, and every key begins with
//! the tenant.

use crate::{
    support::{self, Place},
    world::worlds,
};

/// Tables whose keys need not begin with a tenant.
const GLOBAL: &str = "'tenants', 'credential_lookup', '__diesel_schema_migrations'";

/// `table.column type null` of every column, as the crate's list has it, in the words of one database.
fn listed(kind: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut table = "";
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        } else if let Some((column, sql_type)) = line.trim_end_matches(',').split_once(" -> ") {
            let inner = sql_type
                .strip_prefix("Nullable<")
                .map(|inner| inner.trim_end_matches('>'));
            let null = if inner.is_some() { " null" } else { "" };
            lines.push(format!(
                "{table}.{column} {}{null}",
                word(kind, inner.unwrap_or(sql_type))
            ));
        }
    }
    lines.sort_unstable();
    lines
}

/// What a database calls a type.
fn word(kind: &str, sql_type: &str) -> &'static str {
    let (postgres, sqlite) = match sql_type {
        "Uid" => ("uuid", "BLOB"),
        "Binary" => ("bytea", "BLOB"),
        "Stamp" => ("timestamp with time zone", "INTEGER"),
        "Document" => ("jsonb", "TEXT"),
        "Text" => ("text", "TEXT"),
        "Day" | "Date" => ("date", "TEXT"),
        "Bool" => ("boolean", "INTEGER"),
        "BigInt" => ("bigint", "INTEGER"),
        "Integer" => ("integer", "INTEGER"),
        "SmallInt" => ("smallint", "INTEGER"),
        other => panic!("{other} is new"),
    };
    if kind == support::POSTGRES {
        postgres
    } else {
        sqlite
    }
}

fn stored(kind: &str, place: &Place) -> Vec<String> {
    let mut lines = place.texts(if kind == support::POSTGRES {
        "SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'"
    } else {
        "SELECT t.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 0 THEN ' null' ELSE '' END
         FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '__diesel_schema_migrations' AND c.name <> 'row_id'
           AND t.name NOT LIKE 'ticket_search%'"
    });
    lines.sort_unstable();
    lines
}

#[test]
fn the_tables_are_as_the_crate_lists_them() {
    for world in worlds() {
        assert_eq!(
            stored(world.kind, &world.place),
            listed(world.kind),
            "{}",
            world.kind
        );
    }
}

#[test]
fn every_key_and_index_begins_with_the_tenant() {
    for world in worlds() {
        let others = world.place.texts(&if world.kind == support::POSTGRES {
            format!(
                "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
                 WHERE t.relnamespace = 'public'::regnamespace AND a.attname <> 'tenant_id' AND t.relname NOT IN ({GLOBAL})
                 UNION ALL
                 SELECT c.conname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
                 WHERE c.contype = 'f' AND a.attname <> 'tenant_id' AND t.relname NOT IN ({GLOBAL})"
            )
        } else {
            format!(
                "SELECT i.name FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
                 WHERE t.type = 'table' AND c.seqno = 0 AND c.name <> 'tenant_id' AND t.name NOT IN ({GLOBAL})
                   AND t.name NOT LIKE 'ticket_search%'
                 UNION ALL
                 SELECT t.name || '.' || f.\"from\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
                 WHERE t.type = 'table' AND f.seq = 0 AND f.\"from\" <> 'tenant_id' AND t.name NOT IN ({GLOBAL})"
            )
        });
        assert!(others.is_empty(), "{}: {others:?}", world.kind);
    }
}

#[test]
fn postgresql_plans_for_the_largest_tenant() {
    for world in worlds()
        .into_iter()
        .filter(|world| world.kind == support::POSTGRES)
    {
        let others = world.place.texts(
            "SELECT t.relname::text FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
             WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND a.attname = 'tenant_id'
                AND NOT coalesce(a.attoptions @> ARRAY['n_distinct=1'], false)",
        );
        assert!(
            others.is_empty(),
            "ALTER COLUMN tenant_id SET (n_distinct = 1): {others:?}"
        );
        let few = world.place.texts(
            "SELECT a.attname::text FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
             WHERE t.oid = 'tickets'::regclass AND a.attname <> 'tenant_id' AND a.attoptions::text LIKE '%n_distinct=%'
             ORDER BY 1",
        );
        assert_eq!(
            few,
            [
                "column_id",
                "department_id",
                "priority_id",
                "project_id",
                "status_id"
            ]
        );
    }
}
