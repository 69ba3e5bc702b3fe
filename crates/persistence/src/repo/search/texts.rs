//! The texts that a ticket is found by.

use super::super::Repo;
use crate::{
    dialect::failed,
    fragments::among,
    schema::{clients, comments, tickets},
    types::{Key, key},
};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};
use tessera_domain::{
    comment::Audience,
    id::{ClientId, TenantId, TicketId},
    search::{Place, Words},
};
use tessera_ports::StoreResult;

/// Of how many tickets all texts are held at once.
const AT_ONCE: usize = 50;

/// The words and parts of a ticket itself. Short texts come first, because there is not room for all words of endless
/// ones.
pub fn own(reference: &str, title: &str, client: Option<&str>, description: Option<&str>) -> Words {
    let mut words = Words::default();
    words.read_parts(Place::Reference, reference);
    words.read_parts(Place::Title, title);
    words.read_parts(Place::Signs, description.unwrap_or_default());
    for text in [Some(reference), Some(title), client, description]
        .into_iter()
        .flatten()
    {
        words.read(Audience::Public, text);
    }
    words
}

/// The names of clients.
pub fn clients(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ids: impl Iterator<Item = ClientId>,
) -> StoreResult<HashMap<ClientId, String>> {
    let ids: Vec<Key> = ids.map(key).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = clients::table
        .filter(clients::tenant_id.eq(key(tenant)).and(among(clients::id, ids)))
        .select((clients::id, clients::name))
        .load::<(Key, String)>(repo.conn)
        .map_err(failed)?;
    Ok(rows.into_iter().map(|(id, name)| (id.id(), name)).collect())
}

/// A ticket's id, reference, title, client's name and description.
type Own = (Key, String, String, Option<String>, Option<String>);

/// All the words of tickets, read from what is stored.
pub fn all(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ids: &[TicketId],
) -> StoreResult<BTreeMap<TicketId, Words>> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let keys = || ids.iter().map(|id| key(*id));
        let client = clients::tenant_id
            .eq(tickets::tenant_id)
            .and(clients::id.nullable().eq(tickets::client_id));
        let rows = tickets::table
            .left_join(clients::table.on(client))
            .filter(tickets::tenant_id.eq(key(tenant)).and(among(tickets::id, keys())))
            .select((
                tickets::id,
                tickets::reference,
                tickets::title,
                clients::name.nullable(),
                tickets::description,
            ))
            .load::<Own>(repo.conn)
            .map_err(failed)?;
        for (id, reference, title, client, description) in rows {
            let words = own(&reference, &title, client.as_deref(), description.as_deref());
            found.insert(id.id(), words);
        }
        let rows = comments::table
            .filter(
                comments::tenant_id
                    .eq(key(tenant))
                    .and(among(comments::ticket_id, keys())),
            )
            .order((comments::ticket_id, comments::id))
            .select((comments::ticket_id, comments::internal, comments::text))
            .load_iter::<(Key, bool, String), diesel::connection::DefaultLoadingMode>(repo.conn)
            .map_err(failed)?;
        for row in rows {
            let (ticket, internal, text) = row.map_err(failed)?;
            if let Some(words) = found.get_mut(&ticket.id::<TicketId>()) {
                words.read(Audience::from_internal(internal), &text);
            }
        }
    }
    Ok(found)
}
