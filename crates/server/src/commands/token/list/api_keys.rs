//! The API keys of people.

use super::{List, user};
use crate::{
    commands::{
        Failure,
        listing::{Listing, moment},
    },
    core::Core,
};
use serde_json::{Value, json};
use std::collections::{HashMap, hash_map::Entry};
use tessera_application::credentials::{self, Credential};
use tessera_domain::{
    tenant::Tenant,
    time::Time,
    user::{Login, User},
};
use tessera_ports::StoreError;

/// A key and whose it is.
struct Key {
    credential: Credential,
    owner: Option<User>,
    state: &'static str,
}

impl List {
    pub(super) fn api_keys(
        &self,
        core: &Core,
        tenant: &Tenant,
        login: Option<&Login>,
    ) -> Result<bool, Failure> {
        let user = login.map(|login| user(core, tenant, login)).transpose()?;
        let user = user.map(|user| user.id);
        // One more than is shown, to know whether that is all.
        let most = usize::from(self.limit);
        let mut found = credentials::list(&core.application, tenant.id, user, i64::from(self.limit) + 1)?;
        let more = found.len() > most;
        found.truncate(most);
        let keys = with_owners(core, tenant, found)?;
        let heads = [
            "ID",
            "PREFIX",
            "USER",
            "STATE",
            "CREATED",
            "EXPIRES",
            "LAST USED",
            "DESCRIPTION",
        ];
        let mut listing = Listing::begin(heads, self.json)?;
        listing.page(&keys, cells, about)?;
        listing.end("There is no such key; `tessera token create --kind api-key --user NAME` makes one.")?;
        Ok(more)
    }
}

fn with_owners(core: &Core, tenant: &Tenant, found: Vec<Credential>) -> Result<Vec<Key>, StoreError> {
    let now = core.application.clock.now();
    let mut owners = HashMap::new();
    core.application.store.transact(|tx| {
        for credential in &found {
            if let Entry::Vacant(place) = owners.entry(credential.user) {
                place.insert(tx.users().find(tenant.id, credential.user)?);
            }
        }
        Ok::<_, StoreError>(())
    })?;
    let key = |credential: Credential| {
        let owner = owners.get(&credential.user).cloned().flatten();
        Key {
            state: state(&credential, owner.as_ref(), now),
            credential,
            owner,
        }
    };
    Ok(found.into_iter().map(key).collect())
}

fn state(credential: &Credential, owner: Option<&User>, now: Time) -> &'static str {
    if credential.revoked_at.is_some_and(|at| at <= now) {
        "revoked"
    } else if credential.expires_at.is_some_and(|at| at <= now) {
        "expired"
    } else if owner.is_some_and(|owner| owner.active) {
        "live"
    } else {
        "disabled"
    }
}

fn login(key: &Key) -> Option<&str> {
    key.owner.as_ref().map(|owner| owner.login.as_str())
}

fn cells(key: &Key) -> [String; 8] {
    let credential = &key.credential;
    [
        credential.id.to_string(),
        credential.prefix.clone(),
        login(key).unwrap_or_default().to_owned(),
        key.state.to_owned(),
        moment(Some(credential.created_at)),
        moment(credential.expires_at),
        moment(credential.last_used_at),
        credential.description.clone(),
    ]
}

fn about(key: &Key) -> Value {
    let credential = &key.credential;
    json!({
        "id": credential.id,
        "kind": credential.kind.key(),
        "prefix": credential.prefix,
        "user": login(key),
        "state": key.state,
        "description": credential.description,
        "created_at": credential.created_at,
        "expires_at": credential.expires_at,
        "revoked_at": credential.revoked_at,
        "last_used_at": credential.last_used_at,
    })
}
