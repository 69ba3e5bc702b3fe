//! Contacts.

use super::super::{Repo, contacts::ContactRow, filter::Condition};
use crate::{
    dialect::failed,
    fragments::{Paging, containing},
    schema::contacts,
    types::key,
};
use diesel::prelude::*;
use tessera_domain::{
    client::Contact,
    id::TenantId,
    listing::{Page, Window},
    text::SearchTerm,
};
use tessera_ports::StoreResult;

/// The wanted part of the contacts with each of the terms, by name, in two statements.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    search: &[SearchTerm],
    window: Window,
) -> StoreResult<Page<Contact>> {
    let wanted = || {
        let ours: Condition<contacts::table> = Box::new(contacts::tenant_id.eq(key(tenant)));
        search
            .iter()
            .fold(ours, |all, term| -> Condition<contacts::table> {
                Box::new(BoolExpressionMethods::and(
                    all,
                    containing(contacts::search_text, term),
                ))
            })
    };
    let total = contacts::table
        .filter(wanted())
        .count()
        .whole(search.len())
        .get_result(repo.conn)
        .map_err(failed)?;
    let rows = contacts::table
        .filter(wanted())
        .order((contacts::name, contacts::id))
        .select(ContactRow::as_select())
        .part(window, search.len())
        .load::<ContactRow>(repo.conn)
        .map_err(failed)?;
    let items = rows
        .into_iter()
        .map(Contact::try_from)
        .collect::<StoreResult<_>>()?;
    Ok(Page {
        items,
        total,
        next: None,
    })
}

/// The one wanted contact of the tenant.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<contacts::table>,
) -> StoreResult<Option<Contact>> {
    let row = contacts::table
        .filter(contacts::tenant_id.eq(key(tenant)))
        .filter(wanted)
        .select(ContactRow::as_select())
        .get_result::<ContactRow>(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Contact::try_from).transpose()
}
