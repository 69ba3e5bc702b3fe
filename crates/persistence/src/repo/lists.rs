//! The tenant's own lists: statuses, priorities, clients and contacts. Projects and boards are in [`super::board`].

use super::{BATCH, Repo, board, contacts::ContactRow, users};
use crate::{
    dialect::failed,
    reads::ListReads,
    schema::{clients, contacts, priorities, statuses},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    client::{Client, Contact},
    id::{ClientId, ContactId, PriorityId, ProjectId, StatusId, TenantId, UserId},
    priority::{Priority, Rank},
    project::{Board, Column, Project},
    status::{Status, StatusCategory},
    text::{Name, fold},
    user::User,
};
use tessera_ports::{StoreError, StoreResult, lists::Lists};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = statuses, treat_none_as_default_value = false)]
struct StatusRow {
    tenant_id: Key,
    id: Key,
    key: String,
    name: String,
    name_folded: String,
    category: String,
    position: i32,
    is_initial: bool,
}

impl StatusRow {
    fn new(tenant: TenantId, status: &Status) -> Self {
        Self {
            tenant_id: key(tenant),
            id: key(status.id),
            key: status.key.clone(),
            name: status.name.as_str().to_owned(),
            name_folded: fold(status.name.as_str()),
            category: status.category.key().to_owned(),
            position: status.position,
            is_initial: status.initial,
        }
    }
}

impl TryFrom<StatusRow> for Status {
    type Error = StoreError;

    fn try_from(row: StatusRow) -> Result<Self, StoreError> {
        let bad = corrupt("statuses", row.id);
        Ok(Self {
            id: row.id.id(),
            key: row.key,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            category: StatusCategory::from_key(&row.category)
                .ok_or_else(|| bad("category", &row.category))?,
            position: row.position,
            initial: row.is_initial,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = priorities, treat_none_as_default_value = false)]
struct PriorityRow {
    tenant_id: Key,
    id: Key,
    key: String,
    name: String,
    name_folded: String,
    rank: i16,
}

impl PriorityRow {
    fn new(tenant: TenantId, priority: &Priority) -> Self {
        Self {
            tenant_id: key(tenant),
            id: key(priority.id),
            key: priority.key.clone(),
            name: priority.name.as_str().to_owned(),
            name_folded: fold(priority.name.as_str()),
            rank: priority.rank.get(),
        }
    }
}

impl TryFrom<PriorityRow> for Priority {
    type Error = StoreError;

    fn try_from(row: PriorityRow) -> Result<Self, StoreError> {
        let bad = corrupt("priorities", row.id);
        Ok(Self {
            id: row.id.id(),
            key: row.key,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            rank: Rank::new(row.rank).ok_or_else(|| bad("rank", &row.rank))?,
        })
    }
}

/// What is shown of a client.
#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct ClientRow {
    id: Key,
    name: String,
    email: Option<String>,
    phone: Option<String>,
}

impl TryFrom<ClientRow> for Client {
    type Error = StoreError;

    fn try_from(row: ClientRow) -> Result<Self, StoreError> {
        let name = Name::parse(row.name).map_err(|problem| corrupt("clients", row.id)("name", &problem))?;
        Ok(Self {
            id: row.id.id(),
            name,
            email: row.email,
            phone: row.phone,
        })
    }
}

impl Lists for Repo<'_> {
    fn statuses(&mut self, tenant: TenantId) -> StoreResult<Vec<Status>> {
        let rows = statuses::table
            .filter(statuses::tenant_id.eq(key(tenant)))
            .order((statuses::position, statuses::id))
            .select(StatusRow::as_select())
            .load(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(Status::try_from).collect()
    }

    fn status(&mut self, tenant: TenantId, id: StatusId) -> StoreResult<Option<Status>> {
        let row = statuses::table
            .filter(statuses::tenant_id.eq(key(tenant)).and(statuses::id.eq(key(id))))
            .select(StatusRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Status::try_from).transpose()
    }

    fn insert_status(&mut self, tenant: TenantId, status: &Status) -> StoreResult<()> {
        insert_rows!(self, statuses::table, [StatusRow::new(tenant, status)])
    }

    fn priorities(&mut self, tenant: TenantId) -> StoreResult<Vec<Priority>> {
        let rows = priorities::table
            .filter(priorities::tenant_id.eq(key(tenant)))
            .order((priorities::rank, priorities::name, priorities::id))
            .select(PriorityRow::as_select())
            .load(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(Priority::try_from).collect()
    }

    fn priority(&mut self, tenant: TenantId, id: PriorityId) -> StoreResult<Option<Priority>> {
        let row = priorities::table
            .filter(
                priorities::tenant_id
                    .eq(key(tenant))
                    .and(priorities::id.eq(key(id))),
            )
            .select(PriorityRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Priority::try_from).transpose()
    }

    fn insert_priority(&mut self, tenant: TenantId, priority: &Priority) -> StoreResult<()> {
        insert_rows!(self, priorities::table, [PriorityRow::new(tenant, priority)])
    }

    fn project(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<Option<Project>> {
        board::project(self, tenant, id)
    }

    fn default_project(&mut self, tenant: TenantId) -> StoreResult<Option<Project>> {
        board::default_project(self, tenant)
    }

    fn project_by_key(&mut self, tenant: TenantId, key: &str) -> StoreResult<Option<Project>> {
        board::project_by_key(self, tenant, key)
    }

    fn insert_project(&mut self, tenant: TenantId, project: &Project, columns: &[Column]) -> StoreResult<()> {
        board::insert(self, tenant, project, columns)
    }

    fn board(&mut self, tenant: TenantId, project: ProjectId) -> StoreResult<Board> {
        board::of(self, tenant, project)
    }

    fn client(&mut self, tenant: TenantId, id: ClientId) -> StoreResult<Option<Client>> {
        let row = clients::table
            .filter(clients::tenant_id.eq(key(tenant)).and(clients::id.eq(key(id))))
            .select(ClientRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Client::try_from).transpose()
    }

    fn insert_client(&mut self, tenant: TenantId, client: &Client) -> StoreResult<()> {
        let row = (
            clients::tenant_id.eq(key(tenant)),
            clients::id.eq(key(client.id)),
            clients::name.eq(client.name.as_str()),
            clients::name_folded.eq(fold(client.name.as_str())),
            clients::email.eq(client.email.as_deref()),
            clients::phone.eq(client.phone.as_deref()),
        );
        diesel::insert_into(clients::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn contact(&mut self, tenant: TenantId, id: ContactId) -> StoreResult<Option<Contact>> {
        let row = contacts::table
            .filter(contacts::tenant_id.eq(key(tenant)).and(contacts::id.eq(key(id))))
            .select(ContactRow::as_select())
            .get_result::<ContactRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Contact::try_from).transpose()
    }
}

impl ListReads for Repo<'_> {
    fn all_statuses(&mut self, tenant: TenantId) -> StoreResult<Vec<Status>> {
        self.statuses(tenant)
    }

    fn all_priorities(&mut self, tenant: TenantId) -> StoreResult<Vec<Priority>> {
        let mut priorities = self.priorities(tenant)?;
        priorities.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(priorities)
    }

    fn all_projects(&mut self, tenant: TenantId) -> StoreResult<Vec<Project>> {
        board::projects(self, tenant)
    }

    fn people(&mut self, tenant: TenantId, after: i64, limit: i64) -> StoreResult<Vec<User>> {
        users::after(self, tenant, after, limit)
    }

    fn person(&mut self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>> {
        tessera_ports::users::Users::find(self, tenant, id)
    }
}
