//! Cursors: places in a list, in a form that clients can hold.
//!
//! A cursor is the place as text, behind a hash over it, the tenant, the filter and the order. That binds it to its
//! list: one of another list, or one that was touched, does not hash to the same. It opens nothing: a list shows what
//! its caller may see, wherever it begins. The hash is also over how this program writes a filter down, so a cursor
//! may not outlive an upgrade.

use super::{ListTickets, field};
use crate::{
    command::Application,
    error::{Error, Result},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tessera_domain::{
    caller::Caller,
    id::{TenantId, TicketId, earliest_at},
    issue::Issue,
    listing::{Cursor, Position, SortKey, SortValue, TicketFilter},
    time::Time,
};

/// How many bytes of the hash are kept.
const SEAL: usize = 12;

/// The place that the cursor of the list means, if it has one.
///
/// # Errors
/// When the cursor is not one of this list.
pub(super) fn open(tenant: TenantId, wanted: &ListTickets) -> Result<Option<Position>> {
    let Some(cursor) = &wanted.after else {
        return Ok(None);
    };
    let unknown = || Error::Invalid(vec![Issue::new(field::CURSOR, Cursor::unknown())]);
    let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()).ok().ok_or_else(unknown)?;
    let (seal, position) = bytes.split_at_checked(SEAL).ok_or_else(unknown)?;
    if seal != hash(tenant, wanted, position) {
        return Err(unknown());
    }
    serde_json::from_slice(position)
        .ok()
        .map(Some)
        .ok_or_else(unknown)
}

/// The place as a cursor of the list; nothing when it is too long for one.
pub(super) fn seal(tenant: TenantId, wanted: &ListTickets, position: &Position) -> Option<Cursor> {
    let position = serde_json::to_vec(position).ok()?;
    let mut bytes = hash(tenant, wanted, &position);
    bytes.extend_from_slice(&position);
    Cursor::parse(&URL_SAFE_NO_PAD.encode(bytes)).ok()
}

/// The place behind the last ticket of a part.
pub(super) fn behind(
    app: &Application,
    caller: &Caller,
    wanted: &ListTickets,
    filter: &TicketFilter,
    last: TicketId,
) -> Result<Option<Position>> {
    match wanted.sort.key {
        // An id is made from the time of opening.
        SortKey::Created => Ok(Some(Position {
            id: last,
            value: SortValue::Absent,
        })),
        // A place among those that there were when the list began: others may come, and change what is the best.
        SortKey::Relevance => Ok(ranked(app, wanted, filter)),
        _ => Ok(app.queries.position(caller.tenant, wanted.sort.key, last)?),
    }
}

fn ranked(app: &Application, wanted: &ListTickets, filter: &TicketFilter) -> Option<Position> {
    let before = filter.after.as_ref();
    let passed = match before.map(|position| &position.value) {
        Some(SortValue::Number(passed)) => *passed,
        _ => wanted.window.offset,
    };
    let begun = || {
        let next = Time::from_micros(app.clock.now().micros().saturating_add(1))?;
        Some(TicketId::from(earliest_at(next)))
    };
    Some(Position {
        id: before.map(|position| position.id).or_else(begun)?,
        value: SortValue::Number(passed.saturating_add(wanted.window.limit)),
    })
}

fn hash(tenant: TenantId, wanted: &ListTickets, position: &[u8]) -> Vec<u8> {
    let ListTickets {
        filter, sort, then, ..
    } = wanted;
    let list = format!("{tenant:?} {filter:?} {sort:?} {then:?} ");
    let whole = Sha256::new()
        .chain_update(list.as_bytes())
        .chain_update(position)
        .finalize();
    whole.iter().take(SEAL).copied().collect()
}
