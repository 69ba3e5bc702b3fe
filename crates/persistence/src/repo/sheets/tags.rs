//! Tags with their projects' names, and the contacts beside them.

use super::{
    super::{Repo, boards::in_sight, contacts::ContactRow, filter::Condition, tags::TagRow},
    Person, count, maker, of_project,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, among, containing},
    schema::{contacts, projects, tag_contacts, tags, users},
    types::{At, Key, corrupt, key},
};
use diesel::{dsl::count_star, prelude::*};
use std::collections::HashMap;
use tessera_domain::{
    client::Contact,
    id::TenantId,
    listing::{Page, Window},
    tag::Tag,
    text::{Label, Name},
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreResult,
    queries::{TagContactSheet, TagSheet, TagsAsked},
};

/// A tag, how many tickets bear it, its project's number and name, and who made it.
type Row = (TagRow, i64, i64, String, Person);

/// Tags of projects in sight.
macro_rules! in_sight {
    ($tenant:expr, $sight:expr, $wanted:expr) => {
        tags::table
            .left_join(
                projects::table.on(projects::tenant_id
                    .eq(tags::tenant_id)
                    .and(projects::id.eq(tags::project_id))),
            )
            .left_join(
                users::table.on(users::tenant_id
                    .eq(tags::tenant_id)
                    .and(users::id.nullable().eq(tags::created_by))),
            )
            .filter(
                tags::tenant_id
                    .eq(key($tenant))
                    .and(Joined(in_sight($tenant, $sight)))
                    .and($wanted),
            )
    };
}

/// What a sheet is made of.
macro_rules! sheet_columns {
    () => {
        (
            TagRow::as_select(),
            tags::tickets,
            projects::number.assume_not_null(),
            projects::name.assume_not_null(),
            (users::number, users::login).nullable(),
        )
    };
}

/// The wanted part of the tags in sight, by text, in three statements.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    asked: &TagsAsked,
    window: Window,
) -> StoreResult<Page<TagSheet>> {
    let of_project = || of_project(tenant, asked.project);
    let found = || {
        let ours: Condition<tags::table> = Box::new(tags::tenant_id.eq(key(tenant)));
        asked
            .search
            .iter()
            .fold(ours, |all, term| -> Condition<tags::table> {
                Box::new(BoolExpressionMethods::and(
                    all,
                    containing(tags::search_text, term),
                ))
            })
    };
    let conditions = asked.search.len() + 1;
    let total = in_sight!(tenant, sight, Joined(of_project()).and(Joined(found())))
        .count()
        .whole(conditions)
        .get_result(repo.conn)
        .map_err(failed)?;
    let rows = in_sight!(tenant, sight, Joined(of_project()).and(Joined(found())))
        .order((tags::text, tags::id))
        .select(sheet_columns!())
        .part(window, conditions)
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    let items = complete(repo, tenant, rows)?;
    Ok(Page {
        items,
        total,
        next: None,
    })
}

/// The one wanted tag, if it is in sight, in two statements.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    wanted: Condition<tags::table>,
) -> StoreResult<Option<TagSheet>> {
    let rows = in_sight!(tenant, sight, Joined(wanted))
        .select(sheet_columns!())
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// Adds how many contacts stand beside each.
fn complete(repo: &mut Repo<'_>, tenant: TenantId, rows: Vec<Row>) -> StoreResult<Vec<TagSheet>> {
    let mut sheets = Vec::with_capacity(rows.len());
    for (row, tickets, project_number, project_name, person) in rows {
        let tag = Tag::try_from(row)?;
        let project_name = Name::parse(project_name)
            .map_err(|problem| corrupt("projects", tag.project)("name", &problem))?;
        sheets.push(TagSheet {
            created_by: maker(key(tag.id), person)?,
            tag,
            project_number,
            project_name,
            tickets,
            contacts: 0,
        });
    }
    if sheets.is_empty() {
        return Ok(sheets);
    }
    let ids = sheets.iter().map(|sheet| key(sheet.tag.id));
    let contacts: HashMap<Key, i64> = tag_contacts::table
        .filter(
            tag_contacts::tenant_id
                .eq(key(tenant))
                .and(among(tag_contacts::tag_id, ids)),
        )
        .group_by(tag_contacts::tag_id)
        .select((tag_contacts::tag_id, count_star()))
        .load::<(Key, i64)>(repo.conn)
        .map_err(failed)?
        .into_iter()
        .collect();
    for sheet in &mut sheets {
        sheet.contacts = count(&contacts, key(sheet.tag.id));
    }
    Ok(sheets)
}

/// A contact beside a tag: its number, role and time there, the tag's number, the contact, and who put it there.
type BesideRow = (i64, String, At, i64, Option<ContactRow>, Person);

/// The wanted contacts beside tags, in the order in which they were put there.
pub fn beside(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<tag_contacts::table>,
    window: Window,
) -> StoreResult<Vec<TagContactSheet>> {
    let rows = tag_contacts::table
        .left_join(
            tags::table.on(tags::tenant_id
                .eq(tag_contacts::tenant_id)
                .and(tags::id.eq(tag_contacts::tag_id))),
        )
        .left_join(
            contacts::table.on(contacts::tenant_id
                .eq(tag_contacts::tenant_id)
                .and(contacts::id.eq(tag_contacts::contact_id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(tag_contacts::tenant_id)
                .and(users::id.nullable().eq(tag_contacts::added_by))),
        )
        .into_boxed()
        .filter(tag_contacts::tenant_id.eq(key(tenant)).and(Joined(wanted)))
        .order(tag_contacts::number)
        .select((
            tag_contacts::number,
            tag_contacts::role,
            tag_contacts::added_at,
            tags::number.assume_not_null(),
            Joined(Option::<ContactRow>::as_select()),
            (users::number, users::login).nullable(),
        ))
        .part(window, 0)
        .load::<BesideRow>(repo.conn)
        .map_err(failed)?;
    let sheet = |(number, role, added_at, tag_number, contact, person): BesideRow| {
        let missing = || corrupt("tag_contacts", number)("contact_id", &"there is no such contact");
        let contact = Contact::try_from(contact.ok_or_else(missing)?)?;
        let bad = corrupt("tag_contacts", contact.id);
        Ok(TagContactSheet {
            number,
            tag_number,
            added_by: maker(key(contact.id), person)?,
            role: Label::parse(role).map_err(|problem| bad("role", &problem))?,
            added_at: added_at.time(),
            contact,
        })
    };
    rows.into_iter().map(sheet).collect()
}

/// The wanted part of the contacts beside a tag, if the tag is in sight, in three statements.
pub fn contacts(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: ProjectSight,
    number: i64,
    window: Window,
) -> StoreResult<Option<Page<TagContactSheet>>> {
    let tag = in_sight!(tenant, sight, tags::number.eq(number))
        .select(tags::id)
        .get_result::<Key>(repo.conn)
        .optional()
        .map_err(failed)?;
    let Some(tag) = tag else { return Ok(None) };
    let total = tag_contacts::table
        .filter(
            tag_contacts::tenant_id
                .eq(key(tenant))
                .and(tag_contacts::tag_id.eq(tag)),
        )
        .count()
        .get_result(repo.conn)
        .map_err(failed)?;
    let items = beside(repo, tenant, Box::new(tag_contacts::tag_id.eq(tag)), window)?;
    Ok(Some(Page {
        items,
        total,
        next: None,
    }))
}
