//! People, integration tokens and calls, as the console finds and changes them.

use super::{NOW, World, robin, tenant};
use tessera_domain::{
    id::{CredentialId, TenantId, UserId, version_7},
    integration::{HourlyLimit, IntegrationToken, TokenState},
    text::Name,
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{integration::CallRecord, tx::MockTx};
use uuid::Uuid;

/// Somebody of that number and role, whose login and names end in the number.
pub(crate) fn person(number: i64, role: Role) -> User {
    User {
        tenant: tenant(),
        id: Uuid::from_u128(1000 + u128::try_from(number).unwrap()).into(),
        number,
        login: Login::parse(&format!("person-{number}")).unwrap(),
        first_name: "<i>Person".to_owned(),
        last_name: number.to_string(),
        email: None,
        role,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: Time::from_micros(NOW).unwrap(),
    }
}

/// A token of Robin's; the higher the number, the newer.
pub(crate) fn token(number: u64) -> IntegrationToken {
    let at = Time::from_micros(NOW)
        .unwrap()
        .plus_seconds(i64::try_from(number).unwrap() - 1_000_000);
    IntegrationToken {
        tenant: tenant(),
        id: version_7(at, number).into(),
        name: Name::parse(format!("<b>Shop {number}")).unwrap(),
        description: Some("For the \"shop\"".to_owned()),
        owner: robin(),
        prefix: "stk_abcd".to_owned(),
        state: TokenState::Active,
        per_hour: HourlyLimit::DEFAULT,
        created_at: at,
        updated_at: at,
        expires_at: None,
        last_used_at: None,
    }
}

/// A call by a token, so many seconds ago.
pub(crate) fn call(token: CredentialId, ago: i64, status: u16) -> CallRecord {
    let at = Time::from_micros(NOW).unwrap().plus_seconds(-ago);
    CallRecord {
        tenant: tenant(),
        id: version_7(at, 1),
        token,
        method: "POST".to_owned(),
        path: "/tickets/<script>".to_owned(),
        status,
        milliseconds: 12,
        address: Some("192.0.2.7".to_owned()),
        agent: Some("<u>curl".to_owned()),
        body: None,
        at,
    }
}

impl World {
    /// Everybody of the tenant, by number.
    pub(super) fn everybody(&self) -> Vec<User> {
        let mut people = self.stored(|stored| stored.people.clone());
        people.retain(|user| user.tenant == tenant());
        people.push(self.user());
        people.sort_by_key(|user| user.number);
        people
    }

    pub(super) fn somebody(&self, id: UserId) -> Option<User> {
        self.everybody().into_iter().find(|user| user.id == id)
    }

    pub(super) fn token_of(&self, tenant: TenantId, id: CredentialId) -> Option<IntegrationToken> {
        let is_it = |token: &&IntegrationToken| token.tenant == tenant && token.id == id;
        self.stored(|stored| stored.tokens.iter().find(is_it).cloned())
    }

    pub(super) fn expect_users(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.users
            .expect_hold()
            .returning(move |_, id| Ok(world.somebody(id)));
        let world = self.clone();
        tx.users
            .expect_find()
            .returning(move |_, id| Ok(world.somebody(id)));
        let world = self.clone();
        tx.users.expect_by_login().returning(move |_, login| {
            let mut people = world.everybody().into_iter();
            Ok(people.find(|user| user.login.folded() == login.folded()))
        });
        let world = self.clone();
        tx.users.expect_set_password().returning(move |_, id, hash| {
            if id == robin() {
                world.stored(|stored| hash.clone_into(&mut stored.password));
            }
            Ok(())
        });
        let world = self.clone();
        tx.users.expect_count_active().returning(move |_, roles| {
            let people = world.everybody().into_iter();
            let counted = people.filter(|user| user.active && roles.contains(&user.role));
            Ok(i64::try_from(counted.count()).unwrap())
        });
        let world = self.clone();
        tx.users
            .expect_set_role()
            .returning(move |_, id, role| Ok(world.change(id, |user| user.role = role).is_some()));
        let world = self.clone();
        tx.users.expect_set_active().returning(move |_, id, active| {
            Ok(world.change(id, |user| std::mem::replace(&mut user.active, active) != active))
        });
    }

    fn change<T>(&self, id: UserId, change: impl FnOnce(&mut User) -> T) -> Option<T> {
        self.stored(|stored| stored.people.iter_mut().find(|user| user.id == id).map(change))
    }

    pub(super) fn expect_integrations(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.integrations
            .expect_insert()
            .returning(move |_, token, fingerprint| {
                world.stored(|stored| {
                    stored.tokens.push(token.clone());
                    stored.secrets.insert(token.id, *fingerprint);
                });
                Ok(())
            });
        let world = self.clone();
        tx.integrations
            .expect_find()
            .returning(move |tenant, id| Ok(world.token_of(tenant, id)));
        let world = self.clone();
        tx.integrations.expect_update().returning(move |_, token| {
            world.stored(|stored| {
                let mut tokens = stored.tokens.iter_mut();
                let stands = tokens.find(|other| other.id == token.id).unwrap();
                stands.clone_from(token);
            });
            Ok(())
        });
        let world = self.clone();
        tx.integrations
            .expect_replace_secret()
            .returning(move |_, id, _, fingerprint| {
                world.stored(|stored| stored.secrets.insert(id, *fingerprint));
                Ok(())
            });
        let world = self.clone();
        tx.integrations.expect_remove().returning(move |_, id| {
            world.stored(|stored| stored.tokens.retain(|token| token.id != id));
            Ok(true)
        });
    }
}
