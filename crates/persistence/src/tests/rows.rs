//! Rows for tables, as plain statements of either database.

use super::support::Place;

/// One row of each table that has a rule of uniqueness, each referring to the others. `#1` stands for an id.
pub const ROWS: &[(&str, &[(&str, &str)])] = &[
    (
        "tenants",
        &[
            ("id", "#1"),
            ("slug", "'acme'"),
            ("name", "'Acme'"),
            ("state", "'active'"),
            ("host", "'acme.example'"),
            ("created_at", "@now"),
        ],
    ),
    (
        "departments",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("name", "'D'"),
            ("name_folded", "'d'"),
        ],
    ),
    (
        "users",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("login", "'Ann'"),
            ("login_folded", "'ann'"),
            ("first_name", "''"),
            ("last_name", "''"),
            ("role", "'user'"),
            ("extra", "'[]'"),
            ("active", "@true"),
            ("created_at", "@now"),
        ],
    ),
    (
        "statuses",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("key", "'new'"),
            ("name", "'New'"),
            ("name_folded", "'new'"),
            ("category", "'open'"),
            ("position", "0"),
            ("is_initial", "@false"),
        ],
    ),
    (
        "priorities",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("key", "'low'"),
            ("name", "'Low'"),
            ("name_folded", "'low'"),
            ("rank", "1"),
        ],
    ),
    (
        "projects",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("key", "'P'"),
            ("name", "'P'"),
            ("is_default", "@false"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "board_columns",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("project_id", "#1"),
            ("number", "1"),
            ("name", "'C'"),
            ("position", "0"),
            ("color", "'#0052cc'"),
            ("status_id", "#1"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "tags",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("project_id", "#1"),
            ("text", "'T'"),
            ("text_folded", "'t'"),
            ("search_text", "'t'"),
            ("color", "'#0052cc'"),
            ("tickets", "0"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "contacts",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("name", "'C'"),
            ("name_folded", "'c'"),
            ("search_text", "'c'"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "tag_contacts",
        &[
            ("tenant_id", "#1"),
            ("tag_id", "#1"),
            ("contact_id", "#1"),
            ("number", "1"),
            ("role", "''"),
            ("added_at", "@now"),
        ],
    ),
    (
        "tickets",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("reference", "'P-1'"),
            ("title", "'T'"),
            ("search_text", "''"),
            ("kind", "'task'"),
            ("status_id", "#1"),
            ("priority_id", "#1"),
            ("rank", "1"),
            ("project_id", "#1"),
            ("attributes", "'{}'"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "comments",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("ticket_id", "#1"),
            ("text", "'C'"),
            ("internal", "@false"),
            ("resolution", "@false"),
            ("thread_id", "#1"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
        ],
    ),
    (
        "attachments",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("ticket_id", "#1"),
            ("name", "'a.txt'"),
            ("media_day", "'2026-02-03'"),
            ("media_name", "'a.txt'"),
            ("file_id", "#1"),
            ("size", "1"),
            ("content_type", "'text/plain'"),
            ("sha256", "@hash"),
            ("internal", "@false"),
            ("uploaded_by", "#1"),
            ("created_at", "@now"),
            ("scan", "'clean'"),
            ("version", "1"),
        ],
    ),
    (
        "sla_policies",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("name", "'S'"),
            ("resolution_minutes", "60"),
            ("calendar", "'{}'"),
            ("active", "@true"),
            ("version", "1"),
        ],
    ),
    ("sla_recounts", &[("tenant_id", "#1"), ("due_at", "@now")]),
    (
        "approval_policies",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("name", "'P'"),
            ("kinds", "'[]'"),
            ("ranks", "'[]'"),
            ("active", "@true"),
            ("steps", "'[]'"),
            ("version", "1"),
        ],
    ),
    (
        "approval_workflows",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("ticket_id", "#1"),
            ("state", "'active'"),
            ("requested_by", "#1"),
            ("returns_to", "#1"),
            ("created_at", "@now"),
            ("completed_at", "NULL"),
            ("version", "1"),
        ],
    ),
    (
        "approval_steps",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("workflow_id", "#1"),
            ("ticket_id", "#1"),
            ("place", "1"),
            ("approver_id", "#1"),
            ("state", "'pending'"),
            ("at_turn", "@true"),
            ("conditions", "'[]'"),
            ("escalates", "@true"),
            ("hours", "24"),
            ("due_at", "@now"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
        ],
    ),
    (
        "sessions",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("user_id", "#1"),
            ("kind", "'browser'"),
            ("device", "'{}'"),
            ("created_at", "@now"),
            ("expires_at", "@now"),
        ],
    ),
    (
        "one_time_tokens",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("user_id", "#1"),
            ("session_id", "#1"),
            ("fingerprint", "@hash"),
            ("state", "@hash"),
            ("created_at", "@now"),
            ("expires_at", "@now"),
        ],
    ),
    (
        "refresh_tokens",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("session_id", "#1"),
            ("fingerprint", "@hash"),
            ("access_id", "#1"),
            ("created_at", "@now"),
            ("expires_at", "@now"),
        ],
    ),
    (
        "integration_tokens",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("name", "'Shop'"),
            ("owner_id", "#1"),
            ("prefix", "'stk_'"),
            ("fingerprint", "@hash"),
            ("state", "'active'"),
            ("per_hour", "1000"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
        ],
    ),
    (
        "webhooks",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("number", "1"),
            ("url", "'https://hooks.example'"),
            ("events", "'[]'"),
            ("secret", "@hash"),
            ("state", "'active'"),
            ("state_since", "@now"),
            ("created_at", "@now"),
            ("updated_at", "@now"),
            ("version", "1"),
        ],
    ),
    (
        "webhook_deliveries",
        &[
            ("tenant_id", "#1"),
            ("id", "#1"),
            ("webhook_id", "#1"),
            ("event_id", "#1"),
            ("topic", "'ticket.created'"),
            ("body", "'{}'"),
            ("state", "'pending'"),
            ("attempts", "0"),
            ("tries", "0"),
            ("due_at", "@now"),
            ("created_at", "@now"),
        ],
    ),
    (
        "identities",
        &[
            ("tenant_id", "#1"),
            ("issuer", "'https://id.example'"),
            ("subject", "'1'"),
            ("user_id", "#1"),
            ("created_at", "@now"),
        ],
    ),
    (
        "credential_lookup",
        &[
            ("fingerprint", "@hash"),
            ("tenant_id", "#1"),
            ("credential_id", "#1"),
        ],
    ),
];

/// The statement that inserts the table's row with some of its values replaced.
pub fn insert(place: &Place, table: &str, replaced: &[(&str, &str)]) -> String {
    let (_, row) = ROWS.iter().find(|(name, _)| *name == table).unwrap();
    let value = |(column, value): &(&str, &'static str)| {
        replaced
            .iter()
            .find(|(other, _)| other == column)
            .map_or(*value, |(_, value)| *value)
            .to_owned()
    };
    let columns: Vec<&str> = row.iter().map(|(column, _)| *column).collect();
    let values: Vec<String> = row.iter().map(value).collect();
    let statement = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        values.join(", ")
    );
    let own = match place.sqlite_path() {
        Some(_) => [
            ("#1", "zeroblob(16)"),
            ("#2", "CAST(zeroblob(15) || x'01' AS BLOB)"),
            ("@now", "0"),
            ("@true", "1"),
            ("@false", "0"),
            ("@hash", "zeroblob(32)"),
        ],
        None => [
            ("#1", "'00000000-0000-0000-0000-000000000000'"),
            ("#2", "'00000000-0000-0000-0000-000000000001'"),
            ("@now", "'2026-01-01Z'"),
            ("@true", "true"),
            ("@false", "false"),
            ("@hash", "decode(repeat('00', 32), 'hex')"),
        ],
    };
    own.iter().fold(statement, |statement, (sign, meant)| {
        statement.replace(sign, meant)
    })
}
