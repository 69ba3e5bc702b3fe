//! What the two databases say differently when something goes wrong.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use tessera_ports::{StoreError, error::Unique};

/// The storage error that a database error stands for.
///
/// A `FromSql` that meets a bad value can put a [`StoreError::Corrupt`] into its box; it is handed on.
pub fn failed(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(kind, info) => database_failed(kind, &*info),
        Error::RollbackErrorOnCommit { commit_error, .. } => failed(*commit_error),
        Error::BrokenTransactionManager => StoreError::Unavailable("the connection was lost".into()),
        Error::DeserializationError(why) => match why.downcast::<StoreError>() {
            Ok(known) => *known,
            Err(other) => StoreError::Failed(format!("a stored value cannot be read: {other}")),
        },
        other => StoreError::Failed(other.to_string()),
    }
}

fn database_failed(kind: DatabaseErrorKind, info: &dyn DatabaseErrorInformation) -> StoreError {
    let message = info.message();
    match kind {
        DatabaseErrorKind::UniqueViolation => StoreError::Taken(rule_of(info)),
        DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation => {
            StoreError::Dangling(info.constraint_name().unwrap_or(message).into())
        }
        DatabaseErrorKind::SerializationFailure => StoreError::Busy(message.into()),
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::ReadOnlyTransaction => {
            StoreError::Unavailable(message.into())
        }
        // Also what libpq answers to more values than the protocol can number, and that is a fault of ours.
        DatabaseErrorKind::UnableToSendCommand if !message.contains("number of parameters") => {
            StoreError::Unavailable(message.into())
        }
        _ => by_message(message),
    }
}

/// diesel knows no kind for these and hides the SQLSTATE and SQLite's code, so only the words are left. They are
/// English: SQLite has no others, and a connection to PostgreSQL asks for these.
fn by_message(message: &str) -> StoreError {
    match MESSAGES.iter().find(|(part, _)| message.contains(part)) {
        Some((_, make)) => make(message.into()),
        None => StoreError::Failed(message.into()),
    }
}

/// Whether others only hold what is needed for now.
pub fn is_busy(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(_, info) if matches!(by_message(info.message()), StoreError::Busy(_)))
}

type Make = fn(String) -> StoreError;

const MESSAGES: &[(&str, Make)] = &[
    // SQLite: SQLITE_BUSY, _LOCKED, _FULL, _IOERR, _CANTOPEN, _READONLY.
    ("database is locked", StoreError::Busy),
    ("database table is locked", StoreError::Busy),
    ("database schema is locked", StoreError::Busy),
    ("database or disk is full", StoreError::Full),
    ("disk I/O error", StoreError::Unavailable),
    ("unable to open database file", StoreError::Unavailable),
    ("attempt to write a readonly database", StoreError::Unavailable),
    // PostgreSQL: 40P01, 55P03 twice, 57014.
    ("deadlock detected", StoreError::Busy),
    ("canceling statement due to", StoreError::Busy),
    ("could not obtain lock on", StoreError::Busy),
    // 53100; the rest are of classes 53, 57 and 58, or libpq's own.
    ("No space left on device", StoreError::Full),
    ("Disk quota exceeded", StoreError::Full),
    ("Input/output error", StoreError::Unavailable),
    ("terminating connection", StoreError::Unavailable),
    ("the database system is", StoreError::Unavailable),
    ("too many clients already", StoreError::Unavailable),
    ("remaining connection slots are reserved", StoreError::Unavailable),
    ("server closed the connection", StoreError::Unavailable),
    ("no connection to the server", StoreError::Unavailable),
    ("connection pointer is NULL", StoreError::Unavailable),
];

/// The rule that was broken. PostgreSQL names the constraint, SQLite lists its columns.
fn rule_of(info: &dyn DatabaseErrorInformation) -> Unique {
    let is_meant = |rule: &&Rule| match info.constraint_name() {
        Some(name) => name == rule.constraint,
        None => info.message().strip_prefix("UNIQUE constraint failed: ") == Some(rule.columns),
    };
    RULES
        .iter()
        .find(is_meant)
        .map_or(Unique::Key, |rule| rule.unique)
}

/// One rule of uniqueness, as each database calls it.
struct Rule {
    /// PostgreSQL: the constraint's name.
    constraint: &'static str,
    /// SQLite: its columns, as in the message.
    columns: &'static str,
    unique: Unique,
}

const fn rule(constraint: &'static str, columns: &'static str, unique: Unique) -> Rule {
    Rule {
        constraint,
        columns,
        unique,
    }
}

const RULES: &[Rule] = &[
    rule("tenants_slug_key", "tenants.slug", Unique::TenantSlug),
    rule("tenants_host_key", "tenants.host", Unique::TenantHost),
    rule(
        "identities_pkey",
        "identities.tenant_id, identities.issuer, identities.subject",
        Unique::Identity,
    ),
    rule(
        "users_login_key",
        "users.tenant_id, users.login_folded",
        Unique::UserLogin,
    ),
    rule(
        "tags_text_key",
        "tags.tenant_id, tags.project_id, tags.text",
        Unique::TagText,
    ),
    rule("tags_number_key", "tags.tenant_id, tags.number", Unique::Number),
    rule(
        "tag_contacts_number_key",
        "tag_contacts.tenant_id, tag_contacts.number",
        Unique::Number,
    ),
    rule(
        "contacts_number_key",
        "contacts.tenant_id, contacts.number",
        Unique::Number,
    ),
    rule(
        "board_columns_name_key",
        "board_columns.tenant_id, board_columns.project_id, board_columns.name",
        Unique::ColumnName,
    ),
    rule(
        "statuses_key_key",
        "statuses.tenant_id, statuses.key",
        Unique::StatusKey,
    ),
    rule(
        "priorities_key_key",
        "priorities.tenant_id, priorities.key",
        Unique::PriorityKey,
    ),
    rule(
        "projects_key_key",
        "projects.tenant_id, projects.key",
        Unique::ProjectKey,
    ),
    rule(
        "departments_number_key",
        "departments.tenant_id, departments.number",
        Unique::Number,
    ),
    rule(
        "departments_name_key",
        "departments.tenant_id, departments.name_folded",
        Unique::DepartmentName,
    ),
    rule(
        "approval_policies_number_key",
        "approval_policies.tenant_id, approval_policies.number",
        Unique::Number,
    ),
    rule(
        "approval_workflows_number_key",
        "approval_workflows.tenant_id, approval_workflows.number",
        Unique::Number,
    ),
    rule(
        "approval_workflows_active_key",
        "approval_workflows.tenant_id, approval_workflows.ticket_id",
        Unique::ActiveWorkflow,
    ),
    rule(
        "approval_steps_number_key",
        "approval_steps.tenant_id, approval_steps.number",
        Unique::Number,
    ),
    rule(
        "sla_policies_number_key",
        "sla_policies.tenant_id, sla_policies.number",
        Unique::Number,
    ),
    rule(
        "users_number_key",
        "users.tenant_id, users.number",
        Unique::Number,
    ),
    rule(
        "projects_number_key",
        "projects.tenant_id, projects.number",
        Unique::Number,
    ),
    rule(
        "board_columns_number_key",
        "board_columns.tenant_id, board_columns.number",
        Unique::Number,
    ),
    rule(
        "tickets_number_key",
        "tickets.tenant_id, tickets.number",
        Unique::Number,
    ),
    rule(
        "comments_number_key",
        "comments.tenant_id, comments.number",
        Unique::Number,
    ),
    rule(
        "attachments_number_key",
        "attachments.tenant_id, attachments.number",
        Unique::Number,
    ),
    rule(
        "webhooks_number_key",
        "webhooks.tenant_id, webhooks.number",
        Unique::Number,
    ),
    rule(
        "webhook_deliveries_event_key",
        "webhook_deliveries.tenant_id, webhook_deliveries.webhook_id, webhook_deliveries.event_id",
        Unique::Key,
    ),
    rule(
        "attachments_media_key",
        "attachments.tenant_id, attachments.media_day, attachments.media_name",
        Unique::Media,
    ),
    rule(
        "attachments_file_key",
        "attachments.tenant_id, attachments.file_id",
        Unique::Key,
    ),
    rule(
        "tickets_reference_key",
        "tickets.tenant_id, tickets.reference",
        Unique::TicketReference,
    ),
    rule(
        "credential_lookup_pkey",
        "credential_lookup.fingerprint",
        Unique::Fingerprint,
    ),
    rule(
        "one_time_tokens_fingerprint_key",
        "one_time_tokens.tenant_id, one_time_tokens.fingerprint",
        Unique::Fingerprint,
    ),
    rule(
        "refresh_tokens_fingerprint_key",
        "refresh_tokens.tenant_id, refresh_tokens.fingerprint",
        Unique::Fingerprint,
    ),
    rule(
        "integration_tokens_fingerprint_key",
        "integration_tokens.tenant_id, integration_tokens.fingerprint",
        Unique::Fingerprint,
    ),
];

/// The rules by their names on PostgreSQL and on SQLite.
#[cfg(test)]
pub fn rules() -> impl Iterator<Item = (&'static str, &'static str, Unique)> {
    RULES
        .iter()
        .map(|rule| (rule.constraint, rule.columns, rule.unique))
}
