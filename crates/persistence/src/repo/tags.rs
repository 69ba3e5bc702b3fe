//! Tags, and what bears them.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    schema::{tags, ticket_tags},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{TagId, TenantId, TicketId},
    tag::Tag,
    text::{Name, fold},
};
use tessera_ports::{StoreResult, tags::Tags};

#[derive(Insertable)]
#[diesel(table_name = tags, treat_none_as_default_value = false)]
struct TagRow<'r> {
    tenant_id: Key,
    id: Key,
    text: &'r str,
    text_folded: String,
}

#[derive(Insertable)]
#[diesel(table_name = ticket_tags, treat_none_as_default_value = false)]
#[expect(clippy::struct_field_names, reason = "the columns are called so")]
struct LinkRow {
    tenant_id: Key,
    ticket_id: Key,
    tag_id: Key,
}

fn tag((id, text): (Key, String)) -> StoreResult<Tag> {
    let text = Name::parse(text).map_err(|problem| corrupt("tags", id)("text", &problem))?;
    Ok(Tag { id: id.id(), text })
}

impl Tags for Repo<'_> {
    fn find(&mut self, tenant: TenantId, texts: &[String]) -> StoreResult<Vec<Tag>> {
        let mut found = Vec::new();
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        for batch in texts.chunks(BATCH) {
            let rows = tags::table
                .filter(
                    tags::tenant_id
                        .eq(key(tenant))
                        .and(tags::text_folded.eq_any(batch)),
                )
                .order((tags::text, tags::id))
                .select((tags::id, tags::text))
                .load::<(Key, String)>(self.conn)
                .map_err(failed)?;
            for row in rows {
                found.push(tag(row)?);
            }
        }
        Ok(found)
    }

    fn insert(&mut self, tenant: TenantId, tags: &[Tag]) -> StoreResult<()> {
        let rows: Vec<_> = tags
            .iter()
            .map(|tag| TagRow {
                tenant_id: key(tenant),
                id: key(tag.id),
                text: tag.text.as_str(),
                text_folded: fold(tag.text.as_str()),
            })
            .collect();
        insert_rows!(self, tags::table, rows)
    }

    fn of_ticket(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Tag>> {
        let meant = tags::tenant_id
            .eq(ticket_tags::tenant_id)
            .and(tags::id.eq(ticket_tags::tag_id));
        let rows = ticket_tags::table
            .left_join(tags::table.on(meant))
            .filter(
                ticket_tags::tenant_id
                    .eq(key(tenant))
                    .and(ticket_tags::ticket_id.eq(key(ticket))),
            )
            .order((tags::text, ticket_tags::tag_id))
            .select((ticket_tags::tag_id, tags::text.assume_not_null()))
            .load::<(Key, String)>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(tag).collect()
    }

    fn set_of_ticket(&mut self, tenant: TenantId, ticket: TicketId, tags: &[TagId]) -> StoreResult<()> {
        let here = ticket_tags::tenant_id
            .eq(key(tenant))
            .and(ticket_tags::ticket_id.eq(key(ticket)));
        diesel::delete(ticket_tags::table.filter(here))
            .execute(self.conn)
            .map_err(failed)?;
        let links: Vec<_> = tags.iter().map(|tag| (ticket, *tag)).collect();
        self.link(tenant, &links)
    }

    fn link(&mut self, tenant: TenantId, links: &[(TicketId, TagId)]) -> StoreResult<()> {
        let row = |(ticket, tag): &(TicketId, TagId)| LinkRow {
            tenant_id: key(tenant),
            ticket_id: key(*ticket),
            tag_id: key(*tag),
        };
        let rows: Vec<_> = links.iter().map(row).collect();
        insert_rows!(self, ticket_tags::table, rows, |insert| insert
            .on_conflict_do_nothing())
    }
}
