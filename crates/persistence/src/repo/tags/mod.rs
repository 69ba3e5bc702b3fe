//! Tags, what bears them, and the contacts beside them.

mod links;

use super::{BATCH, Repo, boards::in_sight, sheets};
use crate::{
    dialect::failed,
    fragments::{Joined, Locked},
    schema::{projects, tag_contacts, tags, ticket_tags},
    types::{At, Key, at, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{ContactId, ProjectId, TagId, TenantId, TicketId},
    listing::Window,
    project::Color,
    tag::{Tag, TagContact},
    text::{Description, Label, Name, fold},
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreError, StoreResult,
    queries::{TagContactSheet, TagSheet},
    tags::Tags,
};

/// A tag as it is stored, without what is made of its texts and without its count.
#[derive(Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct TagRow {
    id: Key,
    project_id: Key,
    number: i64,
    text: String,
    description: Option<String>,
    color: String,
    created_by: Option<Key>,
    created_at: At,
    updated_at: At,
    version: i64,
}

impl TryFrom<TagRow> for Tag {
    type Error = StoreError;

    fn try_from(row: TagRow) -> Result<Self, StoreError> {
        let bad = corrupt("tags", row.id);
        let description = row.description.map(Description::parse).transpose();
        Ok(Self {
            id: row.id.id(),
            project: row.project_id.id(),
            number: row.number,
            text: Name::parse(row.text).map_err(|problem| bad("text", &problem))?,
            description: description.map_err(|problem| bad("description", &problem))?,
            color: Color::parse(&row.color).map_err(|problem| bad("color", &problem))?,
            created_by: row.created_by.map(Key::id),
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            version: row.version,
        })
    }
}

/// Everything about a tag that may change.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = tags, treat_none_as_default_value = false, treat_none_as_null = true)]
struct TagChange<'r> {
    text: &'r str,
    text_folded: String,
    description: Option<String>,
    search_text: String,
    color: &'r str,
    updated_at: At,
    version: i64,
}

impl<'r> From<&'r Tag> for TagChange<'r> {
    fn from(tag: &'r Tag) -> Self {
        let description = tag.description.as_ref().map(Description::as_str);
        let text_folded = fold(tag.text.as_str());
        Self {
            text: tag.text.as_str(),
            search_text: format!("{text_folded}\n{}", fold(description.unwrap_or_default())),
            text_folded,
            description: description.map(ToOwned::to_owned),
            color: tag.color.as_str(),
            updated_at: at(tag.updated_at),
            version: tag.version,
        }
    }
}

/// A whole new tag, which nothing bears yet.
#[derive(Insertable)]
#[diesel(table_name = tags, treat_none_as_default_value = false)]
struct NewTag<'r> {
    tenant_id: Key,
    id: Key,
    project_id: Key,
    number: i64,
    tickets: i64,
    created_by: Option<Key>,
    created_at: At,
    #[diesel(embed)]
    change: TagChange<'r>,
}

impl Tags for Repo<'_> {
    fn find(&mut self, tenant: TenantId, project: ProjectId, texts: &[String]) -> StoreResult<Vec<Tag>> {
        let mut found: Vec<Tag> = Vec::new();
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        for batch in texts.chunks(BATCH) {
            let rows = tags::table
                .filter(
                    tags::tenant_id
                        .eq(key(tenant))
                        .and(tags::project_id.eq(key(project)))
                        .and(tags::text_folded.eq_any(batch)),
                )
                .select(TagRow::as_select())
                .load::<TagRow>(self.conn)
                .map_err(failed)?;
            for row in rows {
                found.push(row.try_into()?);
            }
        }
        found.sort_by_key(|tag| tag.number);
        Ok(found)
    }

    fn insert(&mut self, tenant: TenantId, tags: &[Tag]) -> StoreResult<()> {
        let rows: Vec<_> = tags
            .iter()
            .map(|tag| NewTag {
                tenant_id: key(tenant),
                id: key(tag.id),
                project_id: key(tag.project),
                number: tag.number,
                tickets: 0,
                created_by: tag.created_by.map(key),
                created_at: at(tag.created_at),
                change: tag.into(),
            })
            .collect();
        insert_rows!(self, tags::table, rows)
    }

    fn of_ticket(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Tag>> {
        links::of_ticket(self, tenant, ticket)
    }

    fn set_of_ticket(&mut self, tenant: TenantId, ticket: TicketId, tags: &[TagId]) -> StoreResult<()> {
        links::replace(self, tenant, ticket, tags)
    }

    fn link(&mut self, tenant: TenantId, links: &[(TicketId, TagId)]) -> StoreResult<()> {
        links::add(self, tenant, links)
    }

    fn by_number(&mut self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<Tag>> {
        let visible = projects::table
            .filter(Joined(in_sight(tenant, sight)))
            .select(projects::id);
        let query = tags::table
            .filter(tags::tenant_id.eq(key(tenant)).and(tags::number.eq(number)))
            .filter(tags::project_id.eq_any(visible))
            .select(TagRow::as_select());
        let row = Locked(query)
            .get_result::<TagRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Tag::try_from).transpose()
    }

    fn sheet(&mut self, tenant: TenantId, id: TagId) -> StoreResult<Option<TagSheet>> {
        sheets::tag(
            self,
            tenant,
            ProjectSight::Everything,
            Box::new(tags::id.eq(key(id))),
        )
    }

    fn update(&mut self, tenant: TenantId, tag: &Tag) -> StoreResult<()> {
        let row = tags::table.filter(
            tags::tenant_id
                .eq(key(tenant))
                .and(tags::id.eq(key(tag.id)))
                .and(tags::version.eq(tag.version - 1)),
        );
        let updated = diesel::update(row)
            .set(TagChange::from(tag))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    /// Whoever tags a ticket holds the tag before its links, and so does this.
    fn remove(&mut self, tenant: TenantId, id: TagId) -> StoreResult<()> {
        links::hold(self, tenant, &[key(id)])?;
        let (tenant, id) = (key(tenant), key(id));
        let borne = ticket_tags::tenant_id.eq(tenant).and(ticket_tags::tag_id.eq(id));
        diesel::delete(ticket_tags::table.filter(borne))
            .execute(self.conn)
            .map_err(failed)?;
        let row = tags::table.filter(tags::tenant_id.eq(tenant).and(tags::id.eq(id)));
        diesel::delete(row).execute(self.conn).map(drop).map_err(failed)
    }

    fn contact(
        &mut self,
        tenant: TenantId,
        tag: TagId,
        contact: ContactId,
    ) -> StoreResult<Option<TagContact>> {
        let row = tag_contacts::table
            .find((key(tenant), key(tag), key(contact)))
            .select((
                tag_contacts::number,
                tag_contacts::role,
                tag_contacts::added_at,
                tag_contacts::added_by,
            ))
            .get_result::<(i64, String, At, Option<Key>)>(self.conn)
            .optional()
            .map_err(failed)?;
        let beside = |(number, role, added_at, added_by): (i64, String, At, Option<Key>)| {
            let bad = corrupt("tag_contacts", contact);
            Ok(TagContact {
                number,
                tag,
                contact,
                role: Label::parse(role).map_err(|problem| bad("role", &problem))?,
                added_at: added_at.time(),
                added_by: added_by.map(Key::id),
            })
        };
        row.map(beside).transpose()
    }

    fn add_contact(&mut self, tenant: TenantId, contact: &TagContact) -> StoreResult<()> {
        let row = (
            tag_contacts::tenant_id.eq(key(tenant)),
            tag_contacts::tag_id.eq(key(contact.tag)),
            tag_contacts::contact_id.eq(key(contact.contact)),
            tag_contacts::number.eq(contact.number),
            tag_contacts::role.eq(contact.role.as_str()),
            tag_contacts::added_at.eq(at(contact.added_at)),
            tag_contacts::added_by.eq(contact.added_by.map(key)),
        );
        diesel::insert_into(tag_contacts::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn set_contact_role(&mut self, tenant: TenantId, contact: &TagContact) -> StoreResult<()> {
        let row = tag_contacts::table.find((key(tenant), key(contact.tag), key(contact.contact)));
        diesel::update(row)
            .set(tag_contacts::role.eq(contact.role.as_str()))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn remove_contact(&mut self, tenant: TenantId, tag: TagId, contact: ContactId) -> StoreResult<bool> {
        let row = tag_contacts::table.find((key(tenant), key(tag), key(contact)));
        let removed = diesel::delete(row).execute(self.conn).map_err(failed)?;
        Ok(removed == 1)
    }

    fn contact_sheet(
        &mut self,
        tenant: TenantId,
        tag: TagId,
        contact: ContactId,
    ) -> StoreResult<Option<TagContactSheet>> {
        let wanted = tag_contacts::tag_id
            .eq(key(tag))
            .and(tag_contacts::contact_id.eq(key(contact)));
        let one = Window { offset: 0, limit: 1 };
        Ok(sheets::beside(self, tenant, Box::new(wanted), one)?.pop())
    }
}
