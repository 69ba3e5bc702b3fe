//! Contacts.

use super::Repo;
use crate::{
    dialect::failed,
    fragments::Locked,
    schema::contacts,
    types::{At, Key, at, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    client::Contact,
    id::{ContactId, TenantId},
    text::{Description, Label, Name, fold},
};
use tessera_ports::{StoreError, StoreResult, contacts::Contacts};

/// What is shown of a contact.
#[derive(Queryable, Selectable)]
#[diesel(table_name = contacts)]
pub struct ContactRow {
    id: Key,
    number: i64,
    client_id: Option<Key>,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    title: Option<String>,
    department: Option<String>,
    description: Option<String>,
    created_at: At,
    updated_at: At,
    version: i64,
}

impl TryFrom<ContactRow> for Contact {
    type Error = StoreError;

    fn try_from(row: ContactRow) -> Result<Self, StoreError> {
        let bad = corrupt("contacts", row.id);
        let title = row.title.map(Label::parse).transpose();
        let department = row.department.map(Label::parse).transpose();
        let description = row.description.map(Description::parse).transpose();
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            client: row.client_id.map(Key::id),
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            email: row.email,
            phone: row.phone,
            title: title.map_err(|problem| bad("title", &problem))?,
            department: department.map_err(|problem| bad("department", &problem))?,
            description: description.map_err(|problem| bad("description", &problem))?,
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            version: row.version,
        })
    }
}

/// Everything about a contact that may change.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = contacts, treat_none_as_default_value = false, treat_none_as_null = true)]
struct ContactChange<'r> {
    client_id: Option<Key>,
    name: &'r str,
    name_folded: String,
    email: Option<String>,
    phone: Option<String>,
    title: Option<String>,
    department: Option<String>,
    description: Option<String>,
    search_text: String,
    updated_at: At,
    version: i64,
}

impl<'r> From<&'r Contact> for ContactChange<'r> {
    fn from(contact: &'r Contact) -> Self {
        Self {
            client_id: contact.client.map(key),
            name: contact.name.as_str(),
            name_folded: fold(contact.name.as_str()),
            email: contact.email.clone(),
            phone: contact.phone.clone(),
            title: contact.title.as_ref().map(ToString::to_string),
            department: contact.department.as_ref().map(ToString::to_string),
            description: contact.description.as_ref().map(ToString::to_string),
            search_text: search_text(contact),
            updated_at: at(contact.updated_at),
            version: contact.version,
        }
    }
}

/// What is searched: the folded texts, each in a line of its own.
fn search_text(contact: &Contact) -> String {
    let texts = [
        Some(contact.name.as_str()),
        contact.email.as_deref(),
        contact.title.as_ref().map(Label::as_str),
        contact.department.as_ref().map(Label::as_str),
        contact.description.as_ref().map(Description::as_str),
    ];
    texts.map(|text| fold(text.unwrap_or_default())).join("\n")
}

impl Contacts for Repo<'_> {
    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Contact>> {
        let query = contacts::table
            .filter(
                contacts::tenant_id
                    .eq(key(tenant))
                    .and(contacts::number.eq(number)),
            )
            .select(ContactRow::as_select());
        let row = Locked(query)
            .get_result::<ContactRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Contact::try_from).transpose()
    }

    fn insert(&mut self, tenant: TenantId, contact: &Contact) -> StoreResult<()> {
        let row = (
            contacts::tenant_id.eq(key(tenant)),
            contacts::id.eq(key(contact.id)),
            contacts::number.eq(contact.number),
            contacts::created_at.eq(at(contact.created_at)),
            ContactChange::from(contact),
        );
        diesel::insert_into(contacts::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn update(&mut self, tenant: TenantId, contact: &Contact) -> StoreResult<()> {
        let row = contacts::table.filter(
            contacts::tenant_id
                .eq(key(tenant))
                .and(contacts::id.eq(key(contact.id)))
                .and(contacts::version.eq(contact.version - 1)),
        );
        let updated = diesel::update(row)
            .set(ContactChange::from(contact))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    fn remove(&mut self, tenant: TenantId, id: ContactId) -> StoreResult<()> {
        let row = contacts::table.filter(contacts::tenant_id.eq(key(tenant)).and(contacts::id.eq(key(id))));
        diesel::delete(row).execute(self.conn).map(drop).map_err(failed)
    }
}
