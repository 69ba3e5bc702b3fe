//! People.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::{Locked, Paging, among},
    schema::users,
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{DepartmentId, TenantId, UserId},
    text::fold,
    user::{Login, Permission, Permissions, Role, User},
};
use tessera_ports::{StoreError, StoreResult, users::Users};

/// How many people are looked at who have a role.
const HOLDERS: i64 = 100;

/// Everything of a person but the hash of their password, which only signing in may read.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct UserRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    login: String,
    first_name: String,
    last_name: String,
    email: Option<String>,
    role: String,
    extra: Doc,
    department_id: Option<Key>,
    active: bool,
    created_at: At,
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        let extra: Vec<_> = user.extra.iter().map(Permission::key).collect();
        Self {
            tenant_id: key(user.tenant),
            id: key(user.id),
            number: user.number,
            login: user.login.as_str().to_owned(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
            role: user.role.key().to_owned(),
            extra: doc(&extra),
            department_id: user.department.map(key),
            active: user.active,
            created_at: at(user.created_at),
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        let bad = corrupt("users", row.id);
        let mut extra = Vec::new();
        for word in row
            .extra
            .parse::<Vec<String>>()
            .map_err(|error| bad("extra", &error))?
        {
            extra.push(Permission::from_key(&word).ok_or_else(|| bad("extra", &word))?);
        }
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            number: row.number,
            login: Login::parse(&row.login).map_err(|problem| bad("login", &problem))?,
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            role: Role::from_key(&row.role).ok_or_else(|| bad("role", &row.role))?,
            extra: Permissions::of(&extra),
            department: row.department_id.map(Key::id),
            active: row.active,
            created_at: row.created_at.time(),
        })
    }
}

/// People by number, after that one, at most `limit`.
pub fn after(repo: &mut Repo<'_>, tenant: TenantId, number: i64, limit: i64) -> StoreResult<Vec<User>> {
    let rows = users::table
        .filter(users::tenant_id.eq(key(tenant)).and(users::number.gt(number)))
        .order(users::number)
        .select(UserRow::as_select())
        .first_rows(limit)
        .load::<UserRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(User::try_from).collect()
}

/// The active person with the lowest number who has one of the roles.
pub fn first_active(repo: &mut Repo<'_>, tenant: TenantId, roles: &[Role]) -> StoreResult<Option<User>> {
    let words: Vec<_> = roles.iter().map(|role| role.key()).collect();
    let rows = users::table
        .filter(users::tenant_id.eq(key(tenant)).and(users::active.eq(true)))
        .filter(users::role.eq_any(words))
        .order(users::number)
        .select(UserRow::as_select())
        .first_rows(1)
        .load::<UserRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().next().map(User::try_from).transpose()
}

impl Users for Repo<'_> {
    fn find(&mut self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>> {
        let row = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(id))))
            .select(UserRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(User::try_from).transpose()
    }

    fn hold(&mut self, tenant: TenantId, id: UserId) -> StoreResult<Option<User>> {
        let query = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(id))))
            .select(UserRow::as_select());
        let row = Locked(query)
            .get_result::<UserRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(User::try_from).transpose()
    }

    fn by_login(&mut self, tenant: TenantId, login: &Login) -> StoreResult<Option<User>> {
        let row = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(users::login_folded.eq(login.folded())),
            )
            .select(UserRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(User::try_from).transpose()
    }

    fn named(&mut self, tenant: TenantId, logins: &[String], numbers: &[i64]) -> StoreResult<Vec<User>> {
        let folded: Vec<String> = logins.iter().map(|login| fold(login)).collect();
        let meant = users::login_folded
            .eq_any(folded)
            .or(users::number.eq_any(numbers));
        let rows = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(users::active.eq(true))
                    .and(meant),
            )
            .order(users::number)
            .select(UserRow::as_select())
            .load(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(User::try_from).collect()
    }

    fn holding(
        &mut self,
        tenant: TenantId,
        roles: &[Role],
        department: Option<DepartmentId>,
    ) -> StoreResult<Vec<User>> {
        let words: Vec<_> = roles.iter().map(|role| role.key()).collect();
        let mut query = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::active.eq(true)))
            .filter(users::role.eq_any(words))
            .order(users::number)
            .select(UserRow::as_select())
            .into_boxed();
        if let Some(department) = department {
            query = query.filter(users::department_id.assume_not_null().eq(key(department)));
        }
        let rows = query
            .first_rows(HOLDERS)
            .load::<UserRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(User::try_from).collect()
    }

    fn active_among(&mut self, tenant: TenantId, ids: &[UserId]) -> StoreResult<Vec<User>> {
        let listed = among(users::id, ids.iter().map(|id| key(*id)));
        let rows = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::active.eq(true)))
            .filter(listed)
            .order(users::id)
            .select(UserRow::as_select())
            .load::<UserRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(User::try_from).collect()
    }

    fn existing(&mut self, tenant: TenantId, ids: &[UserId]) -> StoreResult<Vec<UserId>> {
        let mut found = Vec::new();
        for batch in ids.chunks(BATCH) {
            let listed = among(users::id, batch.iter().map(|id| key(*id)));
            let rows = users::table
                .filter(users::tenant_id.eq(key(tenant)).and(listed))
                .order(users::id)
                .select(users::id)
                .load::<Key>(self.conn)
                .map_err(failed)?;
            found.extend(rows.into_iter().map(Key::id::<UserId>));
        }
        Ok(found)
    }

    fn insert(&mut self, tenant: TenantId, user: &User) -> StoreResult<()> {
        if user.tenant != tenant {
            return Err(StoreError::Failed("a person of another tenant".into()));
        }
        let row = (UserRow::from(user), users::login_folded.eq(user.login.folded()));
        diesel::insert_into(users::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn set_active(&mut self, tenant: TenantId, id: UserId, active: bool) -> StoreResult<Option<bool>> {
        let row = users::table.filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(id))));
        let changed = diesel::update(row.filter(users::active.ne(active)))
            .set(users::active.eq(active))
            .execute(self.conn)
            .map_err(failed)?;
        if changed > 0 {
            return Ok(Some(true));
        }
        let there = row
            .select(users::id)
            .get_result::<Key>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(there.map(|_| false))
    }

    fn set_role(&mut self, tenant: TenantId, id: UserId, role: Role) -> StoreResult<bool> {
        let row = users::table.filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(id))));
        let set = diesel::update(row)
            .set(users::role.eq(role.key()))
            .execute(self.conn);
        Ok(set.map_err(failed)? > 0)
    }

    fn set_department(
        &mut self,
        tenant: TenantId,
        id: UserId,
        department: Option<DepartmentId>,
    ) -> StoreResult<bool> {
        let row = users::table.filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(id))));
        let set = diesel::update(row)
            .set(users::department_id.eq(department.map(key)))
            .execute(self.conn);
        Ok(set.map_err(failed)? > 0)
    }

    /// Holds everybody who is counted, in the order of their ids: of two who would each take away the other's part
    /// in the count the second waits, and then counts without the one who is gone.
    fn count_active(&mut self, tenant: TenantId, roles: &[Role]) -> StoreResult<i64> {
        let words: Vec<_> = roles.iter().map(|role| role.key()).collect();
        let counted = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::active.eq(true)))
            .filter(users::role.eq_any(words))
            .order(users::id)
            .select(users::id);
        let held = Locked(counted).load::<Key>(self.conn).map_err(failed)?;
        i64::try_from(held.len()).map_err(|error| StoreError::Failed(error.to_string()))
    }

    fn set_password(&mut self, tenant: TenantId, id: UserId, hash: &str) -> StoreResult<()> {
        let row = users::table.filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(id))));
        let set = diesel::update(row)
            .set(users::password_hash.eq(hash))
            .execute(self.conn)
            .map_err(failed)?;
        if set == 1 {
            Ok(())
        } else {
            Err(StoreError::Failed("there is no such person".into()))
        }
    }
}
