//! What signing in needs: password hashes, tries, and identities at providers.

use super::{BATCH, Repo, users::UserRow};
use crate::{
    dialect::failed,
    fragments::{Locked, Paging, found_by},
    schema::{departments, identities, sign_in_tries as tries, users},
    types::{At, Key, at, corrupt, key},
};
use diesel::{
    define_sql_function,
    prelude::*,
    sql_types::{Nullable, Text},
    upsert::excluded,
};
use tessera_domain::{
    id::{DepartmentId, TenantId, UserId},
    lockout::Tries,
    time::Time,
    user::{Login, User},
};
use tessera_ports::{
    StoreResult,
    sign_in::{Account, Identity, SignIn},
    world::Fingerprint,
};

define_sql_function! {
    /// ASCII letters in lower case, on both databases.
    fn lower(text: Nullable<Text>) -> Nullable<Text>;
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = identities, treat_none_as_default_value = false)]
struct IdentityRow {
    tenant_id: Key,
    issuer: String,
    subject: String,
    user_id: Key,
    created_at: At,
}

impl From<IdentityRow> for Identity {
    fn from(row: IdentityRow) -> Self {
        Self {
            issuer: row.issuer,
            subject: row.subject,
            user: row.user_id.id(),
            created_at: row.created_at.time(),
        }
    }
}

fn account((user, password_hash): (UserRow, Option<String>)) -> StoreResult<Account> {
    Ok(Account {
        user: user.try_into()?,
        password_hash,
    })
}

impl SignIn for Repo<'_> {
    fn account(&mut self, tenant: TenantId, login: &Login) -> StoreResult<Option<Account>> {
        let row = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(users::login_folded.eq(login.folded())),
            )
            .select((UserRow::as_select(), users::password_hash))
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(account).transpose()
    }

    fn account_by_email(&mut self, tenant: TenantId, email: &str) -> StoreResult<Option<Account>> {
        let with_address = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(users::email.is_not_null())
                    .and(lower(users::email).eq(email.to_ascii_lowercase())),
            )
            .select(users::id);
        let mut rows = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(users::active.eq(true))
                    .and(found_by(users::id, with_address)),
            )
            .order(users::id)
            .select((UserRow::as_select(), users::password_hash))
            .first_rows(2)
            .load::<(UserRow, Option<String>)>(self.conn)
            .map_err(failed)?;
        let only = rows.pop().filter(|_| rows.is_empty());
        only.map(account).transpose()
    }

    fn department_number(&mut self, tenant: TenantId, department: DepartmentId) -> StoreResult<Option<i64>> {
        departments::table
            .filter(
                departments::tenant_id
                    .eq(key(tenant))
                    .and(departments::id.eq(key(department))),
            )
            .select(departments::number)
            .get_result(self.conn)
            .optional()
            .map_err(failed)
    }

    fn account_of(&mut self, tenant: TenantId, user: UserId) -> StoreResult<Option<Account>> {
        let query = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(user))))
            .select((UserRow::as_select(), users::password_hash));
        let row = Locked(query).get_result(self.conn).optional().map_err(failed)?;
        row.map(account).transpose()
    }

    /// A row that is not there cannot be held. So one that says nothing is put there, or the one that is there is
    /// written as it is, and either is held.
    fn tries(&mut self, tenant: TenantId, account: &Fingerprint) -> StoreResult<Option<Tries>> {
        // So old that a purge takes it away if nothing comes of it.
        let long_ago = Time::from_micros(0).map(at);
        let nothing = (
            tries::tenant_id.eq(key(tenant)),
            tries::account.eq(account.0.as_slice()),
            tries::wrong.eq(0_i64),
            long_ago.map(|moment| tries::last_at.eq(moment)),
        );
        let (wrong, last_at, locked_until) = diesel::insert_into(tries::table)
            .values(nothing)
            .on_conflict((tries::tenant_id, tries::account))
            .do_update()
            .set(tries::wrong.eq(tries::wrong))
            .returning((tries::wrong, tries::last_at, tries::locked_until))
            .get_result::<(i64, At, Option<At>)>(self.conn)
            .map_err(failed)?;
        if wrong == 0 {
            return Ok(None);
        }
        let bad = corrupt("sign_in_tries", key(tenant));
        Ok(Some(Tries {
            wrong: u32::try_from(wrong).map_err(|error| bad("wrong", &error))?,
            last: last_at.time(),
            locked_until: locked_until.map(At::time),
        }))
    }

    fn remember_tries(
        &mut self,
        tenant: TenantId,
        account: &Fingerprint,
        remembered: &Tries,
    ) -> StoreResult<()> {
        let row = (
            tries::tenant_id.eq(key(tenant)),
            tries::account.eq(account.0.as_slice()),
            tries::wrong.eq(i64::from(remembered.wrong)),
            tries::last_at.eq(at(remembered.last)),
            tries::locked_until.eq(remembered.locked_until.map(at)),
        );
        diesel::insert_into(tries::table)
            .values(row)
            .on_conflict((tries::tenant_id, tries::account))
            .do_update()
            .set((
                tries::wrong.eq(excluded(tries::wrong)),
                tries::last_at.eq(excluded(tries::last_at)),
                tries::locked_until.eq(excluded(tries::locked_until)),
            ))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn forget_tries(&mut self, tenant: TenantId, account: &Fingerprint) -> StoreResult<bool> {
        let row = tries::table.filter(
            tries::tenant_id
                .eq(key(tenant))
                .and(tries::account.eq(account.0.as_slice())),
        );
        let wrong = diesel::delete(row)
            .returning(tries::wrong)
            .get_result::<i64>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(wrong.is_some_and(|wrong| wrong > 0))
    }

    fn identity(&mut self, tenant: TenantId, issuer: &str, subject: &str) -> StoreResult<Option<Identity>> {
        let row = identities::table
            .filter(
                identities::tenant_id
                    .eq(key(tenant))
                    .and(identities::issuer.eq(issuer))
                    .and(identities::subject.eq(subject)),
            )
            .select(IdentityRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(row.map(Identity::from))
    }

    fn link(&mut self, tenant: TenantId, identity: &Identity) -> StoreResult<()> {
        let row = IdentityRow {
            tenant_id: key(tenant),
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
            user_id: key(identity.user),
            created_at: at(identity.created_at),
        };
        insert_rows!(self, identities::table, [row])
    }

    fn by_email(&mut self, tenant: TenantId, email: &str) -> StoreResult<Vec<User>> {
        let with_address = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(users::email.is_not_null())
                    .and(lower(users::email).eq(email.to_ascii_lowercase())),
            )
            .select(users::id);
        let rows = users::table
            .filter(
                users::tenant_id
                    .eq(key(tenant))
                    .and(found_by(users::id, with_address)),
            )
            .order(users::id)
            .select(UserRow::as_select())
            .first_rows(2)
            .load::<UserRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(User::try_from).collect()
    }
}
