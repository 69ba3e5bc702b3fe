//! Events in words.

use super::Names;
use crate::admin::short;
use tessera_domain::event::{Event, EventKind, FieldChange};
use uuid::Uuid;

/// The most characters of a value that are told.
const VALUE: usize = 40;

/// What happened, with what it happened to and which fields changed.
pub(super) fn of(event: &Event, names: &Names) -> String {
    let what = words(event.kind);
    let to = subject(event, names);
    let changes: Vec<_> = event.changes.iter().map(change).collect();
    match (to, changes.is_empty()) {
        (Some(to), true) => format!("{what}: {to}"),
        (None, true) => what.to_owned(),
        (Some(to), false) => format!("{what}: {to} ({})", changes.join(", ")),
        (None, false) => format!("{what} ({})", changes.join(", ")),
    }
}

const fn words(kind: EventKind) -> &'static str {
    match kind {
        EventKind::TicketCreated => "Opened a ticket",
        EventKind::TicketUpdated => "Changed a ticket",
        EventKind::TicketStatusChanged => "Changed a ticket's status",
        EventKind::TicketAssigned => "Changed who works on a ticket",
        EventKind::TicketDeleted => "Deleted a ticket",
        EventKind::TicketWatched => "Follows a ticket",
        EventKind::TicketUnwatched => "Follows a ticket no longer",
        EventKind::CommentAdded => "Wrote a comment on a ticket",
        EventKind::CommentEdited => "Changed a comment on a ticket",
        EventKind::CommentDeleted => "Deleted a comment on a ticket",
        EventKind::FileUploaded => "Attached a file to a ticket",
        EventKind::FileRenamed => "Renamed a file of a ticket",
        EventKind::FileRemoved => "Took a file away from a ticket",
        EventKind::FileScanned => "Scanned a file of a ticket",
        EventKind::ApprovalRequested => "Asked for an approval",
        EventKind::ApprovalProcessed => "Processed an approval",
        EventKind::PolicyCreated => "Laid down an approval policy",
        EventKind::PolicyUpdated => "Changed an approval policy",
        EventKind::PolicyRemoved => "Deleted an approval policy",
        EventKind::TimeLogged => "Recorded working time",
        EventKind::TenantCreated => "Opened this tenant",
        EventKind::TenantUpdated => "Changed this tenant's settings",
        EventKind::UserCreated => "Made an account",
        EventKind::UserDisabled => "Closed an account",
        EventKind::UserEnabled => "Opened an account again",
        EventKind::UserUnlocked => "Took away an account's lock",
        EventKind::UserUpdated => "Changed an account",
        EventKind::PasswordChanged => "Changed an account's password",
        EventKind::IdentityLinked => "Linked an account to an identity provider",
        EventKind::SessionStarted => "Signed in",
        EventKind::SessionHandedOver => "Signed in on a phone by way of the browser",
        EventKind::SessionRefreshed => "Stayed signed in on a phone",
        EventKind::SessionEnded => "Ended a session",
        EventKind::RefreshReused => "Used a phone's token a second time, so that its session was ended",
        EventKind::OneTimeTokenReused => "Used a one-time token a second time, so that its session was ended",
        EventKind::CredentialIssued => "Issued a credential",
        EventKind::CredentialRevoked => "Ended a credential",
        EventKind::IntegrationTokenCreated => "Made an integration token",
        EventKind::IntegrationTokenUpdated => "Changed an integration token",
        EventKind::IntegrationTokenRegenerated => "Gave an integration token another secret",
        EventKind::IntegrationTokenRemoved => "Deleted an integration token",
        EventKind::StatusCreated => "Added a status",
        EventKind::DepartmentCreated => "Made a department",
        EventKind::DepartmentUpdated => "Changed a department",
        EventKind::DepartmentRemoved => "Deleted a department",
        EventKind::ProjectCreated => "Made a project",
        EventKind::ProjectUpdated => "Changed a project",
        EventKind::ProjectRemoved => "Deleted a project",
        EventKind::MemberJoined => "Made somebody a member of a project",
        EventKind::ColumnCreated => "Added a column to a board",
        EventKind::ColumnUpdated => "Changed a column",
        EventKind::ColumnRemoved => "Deleted a column",
        EventKind::ColumnsReordered => "Put a board's columns into another order",
        EventKind::TagCreated => "Made a tag",
        EventKind::TagUpdated => "Changed a tag",
        EventKind::TagRemoved => "Deleted a tag",
        EventKind::TagContactAdded => "Put a contact beside a tag",
        EventKind::TagContactUpdated => "Changed a contact's role beside a tag",
        EventKind::TagContactRemoved => "Took a contact from beside a tag",
        EventKind::ContactCreated => "Entered a contact",
        EventKind::ContactUpdated => "Changed a contact",
        EventKind::ContactRemoved => "Deleted a contact",
        EventKind::TicketBreached => "Missed its deadline",
        EventKind::SlaPolicyCreated => "Promised a service level",
        EventKind::SlaPolicyUpdated => "Changed a service level",
        EventKind::SlaPolicyRemoved => "Took a service level back",
        EventKind::TicketsExported => "Exported tickets",
        EventKind::WebhookCreated => "Made a webhook",
        EventKind::WebhookUpdated => "Changed a webhook",
        EventKind::WebhookSecretRotated => "Gave a webhook another secret",
        EventKind::WebhookDisabled => "Switched a webhook off that takes nothing",
        EventKind::WebhookTested => "Sent a webhook a test",
        EventKind::WebhookReplayed => "Had a webhook told once more",
        EventKind::WebhookRemoved => "Deleted a webhook",
    }
}

/// What it happened to, as people know it.
fn subject(event: &Event, names: &Names) -> Option<String> {
    match event.kind {
        EventKind::TicketCreated
        | EventKind::TicketUpdated
        | EventKind::TicketStatusChanged
        | EventKind::TicketAssigned
        | EventKind::TicketDeleted
        | EventKind::TicketWatched
        | EventKind::TicketUnwatched
        | EventKind::CommentAdded
        | EventKind::CommentEdited
        | EventKind::CommentDeleted
        | EventKind::FileUploaded
        | EventKind::FileRenamed
        | EventKind::FileRemoved
        | EventKind::FileScanned
        | EventKind::ApprovalRequested
        | EventKind::ApprovalProcessed
        | EventKind::TimeLogged
        | EventKind::TicketBreached => event.ticket.map(|ticket| short(&ticket.to_string())),
        EventKind::UserCreated
        | EventKind::UserDisabled
        | EventKind::UserEnabled
        | EventKind::UserUnlocked
        | EventKind::UserUpdated
        | EventKind::PasswordChanged
        | EventKind::IdentityLinked => Some(names.person(event.subject.into())),
        EventKind::IntegrationTokenCreated
        | EventKind::IntegrationTokenUpdated
        | EventKind::IntegrationTokenRegenerated
        | EventKind::IntegrationTokenRemoved => Some(names.token(event.subject.into())),
        EventKind::TenantCreated
        | EventKind::TenantUpdated
        | EventKind::SessionStarted
        | EventKind::SessionHandedOver
        | EventKind::SessionRefreshed
        | EventKind::SessionEnded
        | EventKind::RefreshReused
        | EventKind::OneTimeTokenReused
        | EventKind::CredentialIssued
        | EventKind::CredentialRevoked
        | EventKind::StatusCreated
        | EventKind::PolicyCreated
        | EventKind::PolicyUpdated
        | EventKind::PolicyRemoved
        | EventKind::DepartmentCreated
        | EventKind::DepartmentUpdated
        | EventKind::DepartmentRemoved
        | EventKind::ProjectCreated
        | EventKind::ProjectUpdated
        | EventKind::ProjectRemoved
        | EventKind::MemberJoined
        | EventKind::ColumnCreated
        | EventKind::ColumnUpdated
        | EventKind::ColumnRemoved
        | EventKind::ColumnsReordered
        | EventKind::TagCreated
        | EventKind::TagUpdated
        | EventKind::TagRemoved
        | EventKind::TagContactAdded
        | EventKind::TagContactUpdated
        | EventKind::TagContactRemoved
        | EventKind::ContactCreated
        | EventKind::ContactUpdated
        | EventKind::ContactRemoved
        | EventKind::WebhookCreated
        | EventKind::WebhookUpdated
        | EventKind::WebhookSecretRotated
        | EventKind::WebhookDisabled
        | EventKind::WebhookTested
        | EventKind::WebhookReplayed
        | EventKind::WebhookRemoved
        | EventKind::SlaPolicyCreated
        | EventKind::SlaPolicyUpdated
        | EventKind::SlaPolicyRemoved
        | EventKind::TicketsExported => None,
    }
}

/// `role: user → admin`; only the field's name where a value is long, or an id that nobody knows by heart.
fn change(change: &FieldChange) -> String {
    let value = |value: &str| {
        if value == "null" {
            "nothing".to_owned()
        } else {
            value.trim_matches('"').to_owned()
        }
    };
    let (before, after) = (change.before.to_string(), change.after.to_string());
    let is_telling = |text: &str| {
        let is_id = Uuid::try_parse(text.trim_matches('"')).is_ok();
        !is_id && text.chars().count() <= VALUE
    };
    if is_telling(&before) && is_telling(&after) {
        format!("{}: {} \u{2192} {}", change.field, value(&before), value(&after))
    } else {
        change.field.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tessera_domain::{comment::Audience, event::Actor, time::Time};

    fn event(kind: EventKind, changes: Vec<FieldChange>) -> Event {
        Event {
            tenant: Uuid::from_u128(1).into(),
            id: Uuid::from_u128(2).into(),
            kind,
            ticket: None,
            subject: Uuid::from_u128(0xabc),
            actor: Actor::Operator,
            audience: Audience::Internal,
            changes,
            at: Time::from_micros(0).unwrap(),
            request: None,
        }
    }

    #[test]
    fn every_kind_has_words_of_its_own() {
        let said: std::collections::BTreeSet<_> = EventKind::ALL.iter().map(|kind| words(*kind)).collect();
        assert_eq!(said.len(), EventKind::ALL.len());
    }

    #[test]
    fn what_changed_is_told_if_it_is_short() {
        let role = FieldChange {
            field: "role".into(),
            before: "user".into(),
            after: "admin".into(),
        };
        let text = FieldChange {
            field: "description".into(),
            before: ().into(),
            after: "x".repeat(41).into(),
        };
        let status = FieldChange {
            field: "status_id".into(),
            before: ().into(),
            after: Uuid::from_u128(7).to_string().into(),
        };
        let changed = event(EventKind::UserUpdated, vec![role, text, status]);
        assert_eq!(
            of(&changed, &Names::default()),
            "Changed an account: \u{2026}000000000abc (role: user \u{2192} admin, description, status_id)"
        );
        assert_eq!(
            of(&event(EventKind::SessionEnded, Vec::new()), &Names::default()),
            "Ended a session"
        );
    }

    #[test]
    fn people_and_tokens_are_called_by_their_names() {
        let id = Uuid::from_u128(0xabc);
        let names = Names {
            people: [(id.into(), "robin".to_owned())].into(),
            tokens: [(id.into(), "Shop".to_owned())].into(),
        };
        for (kind, said) in [
            (EventKind::UserDisabled, "Closed an account: robin"),
            (
                EventKind::IntegrationTokenRemoved,
                "Deleted an integration token: Shop",
            ),
        ] {
            assert_eq!(of(&event(kind, Vec::new()), &names), said);
        }
    }
}
