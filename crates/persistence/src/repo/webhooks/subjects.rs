//! What events are about beside their tickets, as webhooks are told of it.

use super::super::Repo;
use crate::{
    dialect::failed,
    fragments::among,
    schema::{approval_steps as steps, attachments, comments, users},
    types::{At, Key, corrupt, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    approval::StepState,
    event::EventKind,
    id::TenantId,
    webhook::{
        WebhookEvent,
        payload::{ToldApproval, ToldAttachment, ToldComment, ToldPerson, ToldSubject},
    },
};
use tessera_ports::{StoreError, StoreResult, queries::LoggedEvent};
use uuid::Uuid;

/// Somebody's number and what they sign in as.
type PersonRow = Option<(i64, String)>;

/// The rows of those ids, each with the person that a column of it names, if anybody.
macro_rules! with_person {
    ($table:ident, $person:expr, $tenant:expr, $ids:expr, $columns:expr) => {
        $table::table
            .left_join(users::table.on(users::tenant_id.eq($table::tenant_id).and($person)))
            .filter(
                $table::tenant_id
                    .eq(key($tenant))
                    .and(among($table::id, $ids.iter().copied().map(key))),
            )
            .select(($columns, (users::number, users::login).nullable()))
    };
}

/// What the events are about, by its id, in a statement for each sort that there is. Nothing that is gone, and nothing
/// that is internal by now.
pub fn subjects_of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    events: &[LoggedEvent],
) -> StoreResult<HashMap<Uuid, ToldSubject>> {
    let ids = |wanted: fn(WebhookEvent) -> bool| -> Vec<Uuid> {
        let told = |kind: EventKind| WebhookEvent::of(kind).is_some_and(wanted);
        let some = events.iter().filter(|logged| told(logged.event.kind));
        some.map(|logged| logged.event.subject).collect()
    };
    let mut found = HashMap::new();
    let written = ids(|topic| topic == WebhookEvent::CommentAdded);
    if !written.is_empty() {
        found.extend(comments_of(repo, tenant, &written)?);
    }
    let asked = ids(|topic| {
        matches!(
            topic,
            WebhookEvent::ApprovalRequested | WebhookEvent::ApprovalProcessed
        )
    });
    if !asked.is_empty() {
        found.extend(steps_of(repo, tenant, &asked)?);
    }
    let uploaded = ids(|topic| topic == WebhookEvent::FileUploaded);
    if !uploaded.is_empty() {
        found.extend(attachments_of(repo, tenant, &uploaded)?);
    }
    Ok(found)
}

fn comments_of(repo: &mut Repo<'_>, tenant: TenantId, ids: &[Uuid]) -> StoreResult<Vec<(Uuid, ToldSubject)>> {
    let columns = (
        comments::id,
        comments::number,
        comments::text,
        comments::created_at,
    );
    let by = users::id.nullable().eq(comments::author_id);
    let rows = with_person!(comments, by, tenant, ids, columns)
        .filter(comments::internal.eq(false))
        .load::<((Key, i64, String, At), PersonRow)>(repo.conn)
        .map_err(failed)?;
    let told = |((id, number, text, created_at), author): ((Key, i64, String, At), PersonRow)| {
        let comment = ToldComment {
            number,
            text,
            author: author.map(person),
            created_at: created_at.time(),
        };
        (id.id(), ToldSubject::Comment(comment))
    };
    Ok(rows.into_iter().map(told).collect())
}

fn steps_of(repo: &mut Repo<'_>, tenant: TenantId, ids: &[Uuid]) -> StoreResult<Vec<(Uuid, ToldSubject)>> {
    let columns = (
        steps::id,
        steps::number,
        steps::place,
        steps::state,
        steps::due_at,
    );
    let by = users::id.eq(steps::approver_id);
    let rows = with_person!(steps, by, tenant, ids, columns)
        .load::<((Key, i64, i32, String, At), PersonRow)>(repo.conn)
        .map_err(failed)?;
    let told = |((id, number, place, state, due_at), approver): ((Key, i64, i32, String, At), PersonRow)| {
        let bad = corrupt("approval_steps", id);
        let step = ToldApproval {
            number,
            place,
            state: StepState::from_key(&state).ok_or_else(|| bad("state", &state))?,
            approver: approver.map(person),
            due_at: due_at.time(),
        };
        Ok::<_, StoreError>((id.id(), ToldSubject::Approval(step)))
    };
    rows.into_iter().map(told).collect()
}

fn attachments_of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ids: &[Uuid],
) -> StoreResult<Vec<(Uuid, ToldSubject)>> {
    let columns = (
        attachments::id,
        attachments::number,
        attachments::name,
        attachments::size,
        attachments::content_type,
    );
    let by = users::id.eq(attachments::uploaded_by);
    let rows = with_person!(attachments, by, tenant, ids, columns)
        .filter(attachments::internal.eq(false))
        .load::<((Key, i64, String, i64, String), PersonRow)>(repo.conn)
        .map_err(failed)?;
    let told =
        |((id, number, name, size, content_type), by): ((Key, i64, String, i64, String), PersonRow)| {
            let file = ToldAttachment {
                number,
                name,
                size,
                content_type,
                uploaded_by: by.map(person),
            };
            (id.id(), ToldSubject::Attachment(file))
        };
    Ok(rows.into_iter().map(told).collect())
}

pub(super) fn person((number, login): (i64, String)) -> ToldPerson {
    ToldPerson { number, login }
}
