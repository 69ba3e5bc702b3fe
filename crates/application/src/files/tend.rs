//! What is done about files soon after it became due: scanning what is pending, deleting what was taken away.

use super::{FilePlace, look};
use crate::{command::Application, error::Result, tenants};
use serde_json::{Value, json};
use tessera_domain::{
    attachment::{Attachment, ScanState},
    event::{Actor, Event, EventKind, FieldChange},
    id::TenantId,
};

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tended {
    /// Files that the scanner looked at.
    pub scanned: u64,
    /// Files that were deleted, because their attachments are gone.
    pub deleted: u64,
}

/// How many are read at a time.
const BATCH: i64 = 100;

/// Has the scanner look at every pending file, until it does not answer, and deletes the files whose attachments were
/// taken away. May run in several processes at a time.
///
/// # Errors
/// When the database or the file store do not answer; what was done until then stays done.
pub fn tend(app: &Application) -> Result<Tended> {
    let mut tended = Tended::default();
    let mut is_up = true;
    tenants::each(app, |tenant| {
        tended.deleted += delete_removed(app, tenant.id)?;
        if is_up {
            is_up = scan_pending(app, tenant.id, &mut tended.scanned)?;
        }
        Ok(())
    })?;
    Ok(tended)
}

fn delete_removed(app: &Application, tenant: TenantId) -> Result<u64> {
    let mut deleted = 0;
    loop {
        let files = app.queries.removed_files(tenant, BATCH)?;
        for file in &files {
            app.files.store.delete(FilePlace { tenant, file: *file })?;
        }
        if files.is_empty() {
            return Ok(deleted);
        }
        app.store
            .transact(|tx| tx.attachments().forget_removed(tenant, &files))?;
        deleted += u64::try_from(files.len()).unwrap_or(0);
    }
}

/// Whether the scanner answers.
fn scan_pending(app: &Application, tenant: TenantId, scanned: &mut u64) -> Result<bool> {
    let mut after = None;
    loop {
        let pending = app.queries.unscanned(tenant, after, BATCH)?;
        let Some(last) = pending.last() else {
            return Ok(true);
        };
        after = Some(last.id);
        for attachment in &pending {
            let place = FilePlace {
                tenant,
                file: attachment.file,
            };
            match look::try_to_look(&app.files, place) {
                Ok(state) => {
                    note(app, attachment, &state)?;
                    *scanned += 1;
                }
                Err(look::NotYet::Scanner(error)) => {
                    tracing::warn!(%error, file = %place.file, "a file is waiting to be scanned");
                    // One file that the scanner chokes on must not keep the others waiting.
                    let is_up = app
                        .files
                        .scanner
                        .as_ref()
                        .is_some_and(|scanner| scanner.check().is_ok());
                    if !is_up {
                        return Ok(false);
                    }
                }
                // The others may be there.
                Err(look::NotYet::Store(error)) => {
                    tracing::error!(%error, file = %place.file, "a file cannot be read");
                }
            }
        }
    }
}

/// Writes down what the scanner said, unless somebody else did, or took the attachment away.
fn note(app: &Application, pending: &Attachment, state: &ScanState) -> Result<()> {
    let (tenant, now) = (pending.tenant, app.clock.now());
    let event = Event {
        tenant,
        id: app.ids.make(now),
        kind: EventKind::FileScanned,
        ticket: Some(pending.ticket),
        subject: pending.id.uuid(),
        actor: Actor::Service,
        audience: pending.audience,
        changes: vec![FieldChange {
            field: "scan".into(),
            before: Value::from(ScanState::Pending.key()),
            after: json!(state.key()),
        }],
        at: now,
        request: None,
    };
    app.store.transact(|tx| {
        let found = tx.attachments().find(tenant, pending.number)?;
        let Some(mut attachment) = found.filter(|it| it.scan == ScanState::Pending) else {
            return Ok(());
        };
        if attachment.scanned(state.clone()) {
            tx.attachments().update(tenant, &attachment)?;
            tx.events().append(tenant, std::slice::from_ref(&event))?;
        }
        Ok(())
    })
}
